"""A server and a client of it."""

from collections.abc import AsyncIterator

import pytest

from fakes.model import ModelServer
from tests.fakes.model.bedrock.clients import Client, boto


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


@pytest.fixture
def bedrock(origin: str) -> Client:
    return boto(origin)
