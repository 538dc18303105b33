"""Both stores, to be held to the same laws. Without redis-server its tests are skipped, counted; in CI they fail."""

from collections.abc import Iterator
from typing import Protocol
from uuid import uuid4

import pytest

from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from service.resume.redis_store import RedisStore
from service.resume.store import StreamStore
from tests import redis_server
from tests.omission import Omission
from tests.redis_server import RedisServer


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    """One server for the tests that leave it as it is."""
    with redis_server.running() as server:
        yield server


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str:
    Omission("Redis", redis_server.obstacle).check(request.node)
    server: RedisServer = request.getfixturevalue("shared_redis")
    return server.url


@pytest.fixture
def prefix() -> str:
    """What nobody else's keys begin with."""
    return f"test:{uuid4().hex}"


class Make(Protocol):
    """Returns a store, which is still to be entered."""

    def __call__(self, *, max_bytes: int = 1_000_000, grace: float = 0.0) -> StreamStore: ...


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest, prefix: str) -> Make:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None

    def made(*, max_bytes: int = 1_000_000, grace: float = 0.0) -> StreamStore:
        limits = Limits(max_bytes=max_bytes, grace=grace, silence=30.0)
        return MemoryStore(limits) if url is None else RedisStore(url, limits, prefix)

    return made
