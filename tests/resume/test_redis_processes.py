"""More than one process: one produces, others follow and stop."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from service.resume.limits import Limits
from service.resume.redis_store import RedisStore
from service.resume.replay import Interrupted
from tests.resume.following import HEAD, following, rest, some

pytestmark = pytest.mark.anyio

LIMITS = Limits(max_bytes=1_000_000, silence=0.3)
ROOT = Path(__file__).parent.parent.parent


@dataclass
class Recorder:
    """The other process."""

    process: subprocess.Popen[str]

    def tell(self, order: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def recording(url: str, prefix: str) -> Iterator[Recorder]:
    command = [sys.executable, "-m", "tests.resume.recorder", url, prefix, "chat"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        recorder = Recorder(process)
        try:
            assert recorder.hears() == "open"
            yield recorder
        finally:
            process.stdin.close()  # type: ignore[union-attr]  # it is a pipe
            process.wait()


async def test_what_one_process_records_another_follows(redis_url: str, prefix: str) -> None:
    with recording(redis_url, prefix) as recorder:
        recorder.tell("append one")
        async with RedisStore(redis_url, LIMITS, prefix) as store:
            replay = await following(store)
            assert replay.head == HEAD
            assert await some(replay, 3) == b"one"
            recorder.tell("append two")
            assert await some(replay, 3) == b"two"
            recorder.tell("close")
            assert await rest(replay) == b""
            assert recorder.hears() == "closed"
            assert await store.follow("chat") is None


async def test_what_one_process_records_another_stops(redis_url: str, prefix: str) -> None:
    with recording(redis_url, prefix) as recorder:
        async with RedisStore(redis_url, LIMITS, prefix) as store:
            assert await store.stop("chat") is True
        recorder.tell("stopped")
        assert recorder.hears() == "stopped"


async def test_a_process_that_is_killed_leaves_nobody_waiting(redis_url: str, prefix: str) -> None:
    with recording(redis_url, prefix) as recorder:
        recorder.tell("append half")
        async with RedisStore(redis_url, LIMITS, prefix) as store, Redis.from_url(redis_url) as client:
            replay = await following(store)
            assert await some(replay, 4) == b"half"
            recorder.kill()
            # Nobody prolongs the keys' lives now; the test does not wait for them to be over.
            async for key in client.scan_iter(f"{prefix}:*"):
                assert 0 < await client.pttl(key) <= 30_000
                await client.pexpire(key, 1)
            with pytest.raises(Interrupted):
                await rest(replay)
            assert await store.follow("chat") is None


async def test_a_chat_that_is_continued_in_another_process_is_followed_there(redis_url: str, prefix: str) -> None:
    with recording(redis_url, prefix) as recorder:
        async with RedisStore(redis_url, Limits(max_bytes=10, silence=30), prefix) as store:
            newer = await store.open("chat", HEAD)
            newer.append(b"new")
            recorder.tell("append old")
            recorder.tell("close")
            assert recorder.hears() == "closed"
            assert await some(await following(store), 3) == b"new"
