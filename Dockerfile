# The HTTP service.   docker build -t tokenwire .   docker run -p 8080:8080 -e FAKE_LLM=1 tokenwire
# Plain Dockerfile syntax: docker without BuildKit and Debian's buildah build it too.
ARG BASE_IMAGE=python:3.13-slim-trixie
ARG NODE_IMAGE=node:22-slim

# What does not change with the code comes first, so that a changed line reinstalls nothing.
FROM ${BASE_IMAGE} AS packages
COPY requirements/uv.txt requirements/image.txt /requirements/
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
# uv takes seconds where pip takes minutes, but reads no pip configuration: where it can't reach the index, pip can.
# Both come by hash. --system-certs: a company's own authority counts here too.
RUN python3 -m pip install --require-hashes \
        --target /uv --requirement /requirements/uv.txt \
    && if ! /uv/bin/uv pip install --quiet --no-cache --system-certs --python python3 --no-deps --require-hashes \
        --target /opt/packages --requirement /requirements/image.txt; then \
        rm -rf /opt/packages \
        && python3 -m pip install --no-deps --require-hashes \
            --target /opt/packages --requirement /requirements/image.txt; \
    fi
# 68 of 250 MB that no chat reads: the pages of litellm's admin server, its Rust routes for OCR and transcription (chat
# is Python, and litellm does without the file), Hugging Face's upload engine. No -f: should an upgrade move one of
# them, the build says so. Bytecode is made here, because nobody may write it later and litellm's import takes twice as
# long without; unchecked, because layers and their unpackers change the timestamps that a check would compare.
WORKDIR /opt/packages
RUN rm -r litellm/proxy/_experimental/out litellm/proxy/swagger litellm/proxy/_lazy_openapi_snapshot.json \
        litellm/rust_bridge/_native.abi3.so bin hf_xet hf_xet-*.dist-info \
    && python3 -m compileall -q --invalidation-mode unchecked-hash .

# The chat page, built to ask the service that it came from: an address relative to its own, so that it holds behind a
# proxy that puts a path before both.
FROM ${NODE_IMAGE} AS page
ENV NPM_CONFIG_LOGLEVEL=error \
    NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --cache /tmp/npm && rm -r /tmp/npm
COPY web ./
RUN LAMBDA_ENDPOINT=../api/chat npm run build

FROM ${BASE_IMAGE} AS code
COPY service /app/service
COPY fakes /app/fakes
COPY contracts/v1 /app/contracts/v1
RUN python3 -m compileall -q --invalidation-mode unchecked-hash /app/service /app/fakes

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Tokenwire" \
      org.opencontainers.image.description="Streaming LLM chat for Vercel AI SDK frontends, over HTTP" \
      org.opencontainers.image.licenses="MIT"
ENV HOST=0.0.0.0 \
    PORT=8080 \
    CHAT_PAGE_FOLDER=/app/page \
    HOME=/tmp \
    PYTHONPATH=/app:/opt/packages \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
COPY --from=packages /opt/packages /opt/packages
COPY --from=page /web/dist /app/page
COPY --from=code /app /app
WORKDIR /app
EXPOSE 8080
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://localhost:' + (os.environ.get('PORT') or '8080') + '/healthz', timeout=4)"]
CMD ["python3", "-m", "service", "serve"]
