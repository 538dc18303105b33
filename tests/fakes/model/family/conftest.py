"""A server."""

from collections.abc import AsyncIterator

import pytest

from fakes.model import ModelServer


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin
