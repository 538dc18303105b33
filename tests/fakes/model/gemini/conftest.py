"""A server and clients of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from google import genai
from google.genai import types
from google.genai.client import AsyncClient

from fakes.model import ModelServer
from tests.fakes.model.gemini.clients import Connect


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


@pytest.fixture
async def connect(origin: str) -> AsyncIterator[Connect]:
    """Makes clients, which are closed at the end: else they close themselves in another test's loop."""
    async with AsyncExitStack() as stack:

        def connected(*, vertex: bool = False, version: str = "v1beta", **headers: str) -> AsyncClient:
            options = types.HttpOptions(
                base_url=origin,
                api_version=version,
                headers=headers,
                retry_options=types.HttpRetryOptions(attempts=1),
                # A transport of its own makes the client use httpx: its aiohttp session warns of itself.
                async_client_args={"transport": httpx.AsyncHTTPTransport()},
            )
            client = genai.Client(vertexai=vertex, api_key="key", http_options=options)
            stack.callback(client.close)
            stack.push_async_callback(client.aio.aclose)
            return client.aio

        yield connected


@pytest.fixture
def gemini(connect: Connect) -> AsyncClient:
    return connect()
