"""A server, and litellm."""

from collections.abc import AsyncIterator

import pytest

from fakes.model import ModelServer
from tests.providers.conftest import litellm

__all__ = ["litellm"]


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin
