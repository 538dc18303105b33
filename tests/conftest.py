"""What every test may ask for."""

import logging
from collections.abc import AsyncGenerator, Iterator
from types import ModuleType

import pytest
from hypothesis import settings

from service.log import CHATTY
from service.main import create
from service.providers.endpoint import Endpoint
from service.settings import Settings
from tests import contract_files
from tests.omission import Omissions
from tests.running import running

pytest_configure = contract_files.pytest_configure  # refuses to write the contracts' expected bytes in CI

omissions = Omissions()
pytest_runtest_logreport = omissions.pytest_runtest_logreport
pytest_sessionfinish = omissions.pytest_sessionfinish

# The same examples each time, and no law about how long one takes: that is the machine's.
settings.register_profile("laws", derandomize=True, deadline=None, database=None)
settings.load_profile("laws")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def litellm(anyio_backend: str) -> AsyncGenerator[ModuleType, None]:
    """litellm without the clients of other tests, which belong to event loops that are gone.

    Imported once and lazily: it takes seconds, and only tests that name it pay.
    """
    from service.providers.litellm import LitellmModel, load  # noqa: PLC0415 - as above

    module = load()
    cache = module.in_memory_llm_clients_cache
    cache.flush_cache()
    yield module
    await LitellmModel(endpoint=Endpoint(), timeout=1, max_retries=0).aclose()
    cache.flush_cache()


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """Give back the process's logging, which ``serve`` takes for itself."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {logger: logger.level for logger in map(logging.getLogger, CHATTY)}
    # What is taken off beforehand is not closed by a forced configuration.
    root.handlers.clear()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for logger, was in levels.items():
        logger.setLevel(was)


@pytest.fixture(scope="session")
def service_url() -> Iterator[str]:
    """A running service in fake mode that does not wait between tokens."""
    settings = Settings.from_env({"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"})
    with running(create(settings)) as url:
        yield url
