"""Both stores, to be held to the same laws. Without redis-server its tests are skipped, counted; in CI they fail."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest

from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from service.resume.redis_store import RedisStore
from service.resume.store import StreamStore
from tests import redis_server
from tests.redis_server import RedisServer

_skipped = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer | None]:
    """One server for the tests that leave it as it is."""
    if redis_server.obstacle() is not None:
        yield None
        return
    with redis_server.running() as server:
        yield server


@pytest.fixture
def redis_url(request: pytest.FixtureRequest, shared_redis: RedisServer | None) -> str:
    if shared_redis is not None:
        return shared_redis.url
    reason = redis_server.obstacle() or ""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    request.config.stash[_skipped] = request.config.stash.get(_skipped, 0) + 1
    pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the count for scripts/test, whose last lines are what was not run."""
    number, path = session.config.stash.get(_skipped, 0), os.environ.get("TOKENWIRE_SKIPPED_CLIENTS")
    if number and path:
        with Path(path).open("a", encoding="utf-8") as told:
            told.write(f"{number} Redis {'test' if number == 1 else 'tests'} skipped: {redis_server.obstacle()}\n")


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
