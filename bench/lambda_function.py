"""Functions under a Lambda runtime client: what streaming costs there, beside awslambdaric's own buffered way."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.contenders import node, npm_version
from bench.question import Question, body_of

BUFFERED = "lambda-buffered"
"""Ratios are to this one."""

_ROOT = Path(__file__).parent.parent
_RUNTIME_CLIENT = _ROOT / "bench" / "node_modules" / "aws-lambda-ric" / "index.mjs"
# Without its compiled part, which needs a compiler; it only fetches events and posts what is buffered.
_WITHOUT_ADDON = _ROOT / "tests" / "clients" / "functions" / "without_addon.cjs"


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaFunction:
    """One function.

    Attributes:
        name: what ``--peers`` and the JSON call it.
        title: what tables call it.
        version: of the runtime client; looked up when it takes part.
        command: that runs the handler, which is its last word.
        handler: the function's name.
        chats: whether it answers a chat; else it writes as many chunks as it is told.
    """

    name: str
    title: str
    version: Callable[[], str]
    command: Callable[[], Sequence[str]]
    handler: str
    chats: bool = False

    def env(self, runtime_api: str, upstream: str) -> Mapping[str, str]:
        """Return its variables beside those of this process."""
        return {
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "LAMBDA_TASK_ROOT": str(_ROOT),
            "_HANDLER": self.handler,
            "AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1": "true",
            "OPENAI_API_KEY": "bench",
            "OPENAI_BASE_URL": f"{upstream}/v1",
        }


def written(chunks: int, size: int) -> bytes:
    """Return the event that asks for so many chunks."""
    return json.dumps({"chunks": chunks, "size": size}).encode()


def chat(question: Question) -> bytes:
    """Return the event that asks for an answer."""
    return json.dumps({"action": "chat-v2-stream", "payload": body_of("ai4", question)}).encode()


def lambda_functions() -> tuple[LambdaFunction, ...]:
    """Return all functions; whether they can run shows when they take part."""
    return (
        _python("buffered", "awslambdaric, buffered", "bench.functions.buffered.handler"),
        *(
            _python(name, f"Tokenwire, {title}", f"bench.functions.writing.{name.replace('-', '_')}")
            for name, title in _STREAMS.items()
        ),
        _node("node", "aws-lambda-ric of Node.js", "writing"),
        _python("chat", "Tokenwire, the whole service", "service.handlers.streaming_handler", chats=True),
        _node("ai4", "aws-lambda-ric of Node.js, ai 4", "chat", chats=True),
    )


_STREAMS = {
    "written": "written from a function",
    "with-prelude": "the same, with a head",
    "generated": "a generator",
    "awaited": "awaited",
    "generated-async": "an async generator",
    "application": "an ASGI application",
}


def _python(name: str, title: str, handler: str, *, chats: bool = False) -> LambdaFunction:
    return LambdaFunction(
        name=f"lambda-{name}",
        title=title,
        version=lambda: version("awslambdaric"),
        command=lambda: (sys.executable, "-m", "awslambdaric", handler),
        handler=handler,
        chats=chats,
    )


def _node(name: str, title: str, module: str, *, chats: bool = False) -> LambdaFunction:
    handler = f"bench/functions/{module}.handler"
    return LambdaFunction(
        name=f"lambda-{name}",
        title=title,
        version=lambda: npm_version("aws-lambda-ric"),
        command=lambda: (node(), "--require", str(_WITHOUT_ADDON), str(_RUNTIME_CLIENT), handler),
        handler=handler,
        chats=chats,
    )
