"""What is true of Redis only: times to live, and that nothing which happens to Redis happens to an answer."""

import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from redis.asyncio import Redis

from service.resume import redis_link, redis_recording
from service.resume.batch import LARGEST
from service.resume.limits import Limits
from service.resume.redis_recording import RedisRecording
from service.resume.redis_store import RedisStore
from service.resume.replay import Interrupted
from tests import redis_server
from tests.resume.following import HEAD, following, rest, some

pytestmark = pytest.mark.anyio

LIMITS = Limits(max_bytes=1_000_000, silence=30)
QUICK = Limits(max_bytes=1_000_000, silence=0.3)
"""Its followers look ten times a second whether the producer still lives. Its own recordings would not live long."""


@asynccontextmanager
async def looking_into(url: str) -> AsyncIterator[Any]:
    async with Redis.from_url(url) as client:
        yield client


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "tokenwire.resume"]


async def eventually(recording: RedisRecording) -> None:
    """Wait until the recording is lost."""
    with anyio.fail_after(30):
        await recording.lost.wait()


# Keys.


async def test_every_key_has_a_time_to_live_and_the_prefix_at_any_time(redis_url: str, prefix: str) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, LIMITS, prefix) as store:

        async def lives() -> list[int]:
            return sorted([await client.pttl(key) async for key in client.scan_iter(f"{prefix}:*")])

        async def named() -> int:
            return len([key async for key in client.scan_iter(f"{prefix}*")])

        recording = await store.open("chat", HEAD)
        assert all(29_000 < life <= 30_000 for life in await lives())
        assert await named() == 2
        recording.append(b"abc")
        replay = await following(store)
        await some(replay, 3)
        assert all(0 < life <= 30_000 for life in await lives())
        await store.stop("chat")
        await recording.stopped.wait()
        assert all(0 < life <= 60_000 for life in await lives())
        assert await named() == 3
        await recording.close()
        # What is left is for followers that are behind, and the stop.
        assert all(0 < life <= 60_000 for life in await lives())
        assert await named() == 2


async def test_a_sign_of_life_prolongs_a_running_stream_and_no_finished_one(redis_url: str, prefix: str) -> None:
    limits = Limits(max_bytes=10, grace=3600, silence=30)
    async with looking_into(redis_url) as client, RedisStore(redis_url, limits, prefix) as store:
        recording = await store.open("chat", HEAD)
        keys = (recording.keys.current, recording.keys.stream)
        for key in keys:
            await client.pexpire(key, 10_000)
        await recording.beat()
        assert all([await client.pttl(key) > 10_000 for key in keys])
        await recording.close()
        await recording.beat()
        assert all([await client.pttl(key) > 30_000 for key in keys])
        assert not recording.lost.is_set()


async def test_a_sign_of_life_leaves_the_newer_stream_alone(redis_url: str, prefix: str) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, LIMITS, prefix) as store:
        older = await store.open("chat", HEAD)
        await store.open("chat", HEAD)
        await client.pexpire(older.keys.current, 10_000)
        await older.beat()
        assert await client.pttl(older.keys.current) <= 10_000


# Death.


async def test_a_producer_that_died_leaves_nothing_to_follow_and_nobody_waiting(redis_url: str, prefix: str) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, QUICK, prefix) as store:
        async with RedisStore(redis_url, LIMITS, prefix) as dies:
            recording = await dies.open("chat", HEAD)
            recording.append(b"half")
            replay = await following(store)
            assert await some(replay, 4) == b"half"
        # As if the time had passed.
        await client.delete(recording.keys.current, recording.keys.stream)
        with pytest.raises(Interrupted, match="died"):
            await rest(replay)
        assert await store.follow("chat") is None
        assert await store.stop("chat") is False


async def test_a_name_that_outlived_its_stream_leads_nowhere(redis_url: str, prefix: str) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, LIMITS, prefix) as store:
        recording = await store.open("chat", HEAD)
        await client.delete(recording.keys.stream)
        assert await store.follow("chat") is None
        assert await store.stop("chat") is False


@pytest.mark.parametrize("finds_out", ["appending", "closing", "beating"])
async def test_a_stream_that_redis_lost_is_not_begun_again_in_the_middle(
    redis_url: str, prefix: str, finds_out: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, LIMITS, prefix) as store:
        recording = await store.open("chat", HEAD)
        await client.delete(recording.keys.stream)
        match finds_out:
            case "appending":
                recording.append(b"abc")
            case "closing":
                await recording.close()
            case _:
                await recording.beat()
        await eventually(recording)
        recording.append(b"more")
        await recording.beat()
        await recording.close()
        assert not await client.exists(recording.keys.stream)
    assert complaints(caplog) == ["a stream can't be resumed"]


# Failures.


def nowhere() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"redis://127.0.0.1:{listener.getsockname()[1]}"


async def test_without_redis_a_recording_is_lost_from_the_start_with_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with RedisStore(nowhere(), LIMITS) as store:
        recording = await store.open("chat", HEAD)
        assert recording.lost.is_set()
        for _ in range(3):
            recording.append(b"abc")
        await recording.close()
        assert complaints(caplog) == ["a stream can't be resumed"]
        assert await store.follow("chat") is None
        assert await store.stop("chat") is False
    assert complaints(caplog)[1:] == ["a stream can't be followed", "a stream can't be stopped"]


async def test_a_redis_that_says_nothing_is_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis_link, "_PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with RedisStore(f"redis://127.0.0.1:{silent.getsockname()[1]}", LIMITS) as store:
            assert (await store.open("chat", HEAD)).lost.is_set()
    assert complaints(caplog) == ["a stream can't be resumed"]


async def test_when_redis_dies_recordings_are_lost_with_one_line_each_and_followers_interrupted(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server.running() as server:
        async with RedisStore(server.url, LIMITS) as store:
            recording, idle = await store.open("chat", HEAD), await store.open("idle", HEAD)
            recording.append(b"half")
            replay = await following(store)
            assert await some(replay, 4) == b"half"
            server.kill()
            with pytest.raises(Interrupted):
                await rest(replay)
            recording.append(b"more")
            await eventually(recording)
            await recording.close()
            assert not idle.lost.is_set()
            await idle.close()
            assert idle.lost.is_set()
    assert complaints(caplog) == ["a stream can't be resumed"] * 2


async def test_an_error_of_redis_is_a_failure_like_any_other(redis_url: str, prefix: str) -> None:
    async with looking_into(redis_url) as client, RedisStore(redis_url, LIMITS, prefix) as store:
        recording = await store.open("chat", HEAD)
        await client.set(recording.keys.stream, "not a stream", px=30_000)
        assert await store.follow("chat") is None
        recording.append(b"abc")
        await eventually(recording)


async def test_a_redis_that_is_too_slow_loses_the_recording_and_holds_up_nobody(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis_recording, "_LAST_WRITE", 0.05)
    with redis_server.running() as server:
        async with RedisStore(server.url, Limits(max_bytes=10)) as store:
            full, late = await store.open("full", HEAD), await store.open("late", HEAD)
            server.process.send_signal(signal.SIGSTOP)
            for _ in range(4):
                full.append(b"x" * LARGEST)
            assert full.lost.is_set()
            late.append(b"x")
            await late.close()
            assert late.lost.is_set()
    assert complaints(caplog) == ["a stream can't be resumed"] * 2


# Life.


async def test_no_connection_is_left_behind(redis_url: str, prefix: str) -> None:
    async with RedisStore(redis_url, LIMITS, prefix) as store:
        await store.open("chat", HEAD)
        for _ in range(3):
            async with anyio.create_task_group() as tasks:
                for _ in range(5):
                    tasks.start_soon(rest, await following(store))
                await anyio.wait_all_tasks_blocked()
                tasks.cancel_scope.cancel()
        pool = store._link._client.connection_pool
        # What is left waits for stops.
        with anyio.fail_after(30):
            while len(pool._in_use_connections) > 1:  # noqa: ASYNC110 - a pool tells nobody
                await anyio.sleep(0.01)


async def test_a_store_that_is_not_entered_opens_nothing() -> None:
    with pytest.raises(RuntimeError, match="while the service runs"):
        await RedisStore(nowhere(), LIMITS).open("chat", HEAD)


async def test_a_store_that_is_not_used_connects_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    async with RedisStore(nowhere(), LIMITS):
        await anyio.wait_all_tasks_blocked()
    assert not complaints(caplog)
    # A store that was never entered can be left, too.
    await RedisStore(nowhere(), LIMITS).__aexit__(None, None, None)


def test_only_who_wants_redis_imports_it() -> None:
    program = "import service.main, service.resume.memory_store, service.resume.producers, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "service.resume.producers" in loaded
    assert "redis" not in loaded
