"""One event loop for all of it, and litellm without the clients of other loops: some of its clients it never closes."""

import ssl
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from fakes.model.pytest_plugin.background import Background
from fakes.model.torture.environment import CLEARED, environment
from service.providers.endpoint import Endpoint
from service.providers.litellm import LitellmModel, load
from tests.fakes.model.conformance.chat_clients import KEY


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
async def one_loop(anyio_backend: str) -> AsyncIterator[None]:
    cache = load().in_memory_llm_clients_cache
    cache.flush_cache()
    yield
    await LitellmModel(endpoint=Endpoint(), timeout=1, max_retries=0).aclose()
    cache.flush_cache()


@pytest.fixture(scope="module", autouse=True)
def no_certificates() -> Iterator[None]:
    """Let nobody read certificates, which each new client does: it takes longer than to ask, and nobody speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None)
        yield


@pytest.fixture(scope="module")
def background() -> Iterator[Background]:
    """A server in a thread of its own: litellm waits for Ollama without letting anybody else run."""
    background = Background()
    yield background
    background.stop()


@pytest.fixture
def lead_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the environment lead every client to an origin."""

    def lead(origin: str) -> None:
        for name in CLEARED:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment(origin, KEY).items():
            monkeypatch.setenv(name, value)
        # google-genai says that it chooses between the two.
        monkeypatch.delenv("GOOGLE_API_KEY")

    return lead
