"""A server and a client of it."""

from collections.abc import AsyncIterator

import pytest

from fakes.model import ModelServer
from tests.fakes.model.anthropic.clients import Claude, claude


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


@pytest.fixture
async def client(origin: str) -> AsyncIterator[Claude]:
    async with claude(origin) as client:
        yield client
