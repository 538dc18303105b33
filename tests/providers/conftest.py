"""litellm, imported once and lazily: it takes seconds, and only tests that name it pay."""

from collections.abc import AsyncGenerator
from types import ModuleType

import pytest

from service.providers.endpoint import Endpoint
from service.providers.litellm import LitellmModel, load
from tests.providers.lanes import Lanes


@pytest.fixture
async def litellm(anyio_backend: str) -> AsyncGenerator[ModuleType, None]:
    """litellm without the clients of other tests, which belong to event loops that are gone."""
    module = load()
    cache = module.in_memory_llm_clients_cache
    cache.flush_cache()
    yield module
    await LitellmModel(endpoint=Endpoint(), timeout=1, max_retries=0).aclose()
    cache.flush_cache()


@pytest.fixture
def lanes(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Lanes:
    return Lanes(litellm, monkeypatch)
