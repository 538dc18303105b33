"""Any provider, through litellm: the only module that imports it.

litellm chooses the provider, builds the request and makes the call. It hands back a wrapper that keeps every chunk
(3.9 KB a token), costs about ten times Node's CPU and reports a truncated answer as ``stop``. That wrapper is not
iterated where we know how to read the provider's stream beneath it (litellm_beneath.py); elsewhere it is, emptied as it
goes (litellm_stream.py). Which of both is decided before the first chunk.

Reading beneath the wrapper is semi-private, hence the exact pin in pyproject.toml and the checks in
tests/providers/test_litellm_beneath.py.
"""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from functools import cache, partial
from types import ModuleType
from typing import Any

import anyio
import anyio.to_thread
import httpx

from service import errors, upstream_errors
from service.model import ModelChunk, ModelRequest
from service.providers.endpoint import Endpoint
from service.providers.litellm_beneath import beneath
from service.providers.litellm_errors import translate
from service.providers.litellm_request import to_arguments
from service.providers.litellm_stream import read_wrapper
from service.providers.raw_stream import read_raw_stream

_SWITCHES = {
    # Without it the import fetches a price list from the network, in the importing thread.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    # Without it a .env file in any ancestor folder of site-packages is loaded into our environment.
    "LITELLM_MODE": "PRODUCTION",
    # It logs provider bodies, keys included; we log every failure ourselves, redacted, once.
    "LITELLM_LOG": "CRITICAL",
    # A long rule or table is 100 equal chunks too; by default litellm breaks such an answer off.
    "REPEATED_STREAMING_CHUNK_LIMIT": "1000000000",
    # The end-of-stream token count would ask a model hub for a tokenizer.
    "HF_HUB_OFFLINE": "1",
}

_Chunks = AsyncGenerator[tuple[ModelChunk, ...], None]

_MOST_AHEAD = 128 * 1024
"""Bytes of an answer that the system keeps for us; it doubles what it is told, and uses half of that."""

_CLOSE_SECONDS = 1.0
"""How long closing a provider's connection may take; it is usually instant."""


@cache
def load() -> ModuleType:
    """Import litellm, with its import effects off. Takes seconds the first time; thread-safe."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    import litellm  # noqa: PLC0415 - seconds of import, paid only by those who need it

    litellm.suppress_debug_info = True
    litellm.disable_hf_tokenizer_download = True
    # One transport everywhere, the one that respx can see.
    litellm.disable_aiohttp_transport = True
    litellm.drop_params = True
    return litellm


def warm_up() -> None:
    """Import litellm and rehearse one request, without a network, so that the first real one finds everything loaded.

    litellm and the openai SDK import much of themselves when first called. Meant for a thread: it takes seconds.
    """
    litellm = load()
    import openai  # noqa: PLC0415 - litellm has imported it by now

    async def rehearse() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"data: [DONE]\n\n"))
        async with httpx.AsyncClient(transport=transport) as http:
            client = openai.AsyncOpenAI(api_key="rehearsal", http_client=http)
            messages = [{"role": "user", "content": "Hello"}]
            # A name that litellm knows: looking one up imports, too.
            await litellm.acompletion(model="openai/gpt-4o", messages=messages, stream=True, client=client)

    asyncio.run(rehearse())


class LitellmModel:
    """A LanguageModel that asks litellm.

    Args:
        endpoint: for ``openai/`` models; all other providers are found by litellm's own environment variables.
        timeout: seconds for a connection to open, and between two reads.
        max_retries: how often a refused request is sent again before the failure is shown.
    """

    def __init__(self, *, endpoint: Endpoint, timeout: float, max_retries: int) -> None:
        self._endpoint = endpoint
        self._timeout = timeout
        self._max_retries = max_retries

    async def stream(self, request: ModelRequest) -> _Chunks:
        """Ask, and yield what arrives; see LanguageModel.

        Raises:
            ServiceError: the provider failed; InvalidRequest where it can't be sent what the user shows.
        """
        arguments = self._arguments(request)
        litellm = await anyio.to_thread.run_sync(load)
        try:
            wrapper = await litellm.acompletion(**arguments)
        except Exception as error:
            raise translate(error) from error
        if wrapper is None:
            # Refused with a 422, litellm looks for parameters to drop, asks again and, refused again, returns nothing.
            raise upstream_errors.UpstreamRejected(detail="status 422, twice; litellm keeps no more of it")
        chunks, close = await _opened(wrapper)
        try:
            async for arrived in chunks:
                yield arrived
        except errors.ServiceError:
            raise
        except Exception as error:
            raise translate(_as_told(wrapper, error)) from error
        finally:
            with anyio.move_on_after(_CLOSE_SECONDS, shield=True):
                await chunks.aclose()
                await close()

    async def aclose(self) -> None:
        """Close the connections that litellm keeps for this event loop; it names its clients by the loop's id."""
        own = f"-{id(asyncio.get_running_loop())}"
        litellm = load()
        clients = litellm.in_memory_llm_clients_cache.cache_dict
        # Taken out before the first is awaited: others of this loop may be closing, too.
        for client in [clients.pop(name) for name in tuple(clients) if name.endswith(own)]:
            await client.close()
        # Anthropic's is nobody's by name, and the next loop could not use its connections; litellm makes another.
        if shared := vars(litellm).pop("module_level_aclient", None):
            # They may be another loop's, which is gone.
            with suppress(RuntimeError):
                await shared.close()

    def _arguments(self, request: ModelRequest) -> dict[str, Any]:
        arguments = to_arguments(request)
        arguments |= {"timeout": httpx.Timeout(self._timeout), "max_retries": self._max_retries}
        if request.model.startswith("openai/"):
            arguments |= {"api_base": self._endpoint.base_url, "api_key": self._endpoint.api_key}
        return arguments


async def _opened(wrapper: Any) -> tuple[_Chunks, Callable[[], Awaitable[None]]]:  # noqa: ANN401 - a CustomStreamWrapper
    """Return what to read and how to close it: the response beneath the wrapper, else the wrapper itself."""
    if wrapper.completion_stream is None:
        # Gemini is asked when the wrapper is first read.
        try:
            await wrapper.fetch_stream()
        except Exception as error:
            raise translate(_as_told(wrapper, error)) from error
    if found := beneath(wrapper.completion_stream):
        response, decoder = found
        _bound(response)
        return read_raw_stream(response.aiter_bytes(), decoder), response.aclose
    return read_wrapper(wrapper), partial(_close, wrapper)


def _bound(response: httpx.Response) -> None:
    """Let little of an answer arrive ahead of its reading: anyio takes at once whatever the system has, up to 8 MB."""
    stream = response.extensions.get("network_stream")
    connection = None if stream is None else stream.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _MOST_AHEAD)


def _as_told(wrapper: Any, error: Exception) -> Exception:  # noqa: ANN401 - as above
    """Return what the wrapper raises for an error beneath it: litellm reads in it why the provider refuses."""
    told = error
    try:
        wrapper._handle_stream_fallback_error(error)  # noqa: SLF001 - no other way to it
    except Exception as raised:  # noqa: BLE001 - it always raises, something else for each error
        told = raised
    return told


async def _close(wrapper: Any) -> None:  # noqa: ANN401 - as above
    """Close the provider's connection: aclose does nothing for some iterators (anthropic's), so their source too."""
    source: Any = getattr(wrapper.completion_stream, "streaming_response", None)
    await wrapper.aclose()
    if source is not None and hasattr(source, "aclose"):
        await source.aclose()
