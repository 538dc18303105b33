import pytest

from service.resume.limits import Limits
from service.resume.memory_store import MemoryStore
from tests.resume.following import HEAD, following

pytestmark = pytest.mark.anyio


class Time:
    """A clock that is told what time it is."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_finished_stream_is_forgotten_exactly_when_its_grace_is_over() -> None:
    time = Time()
    async with MemoryStore(Limits(max_bytes=10, grace=5), time) as store:
        await (await store.open("one", HEAD)).close()
        time.now = 3
        await (await store.open("two", HEAD)).close()
        time.now = 4.9
        await following(store, "one")
        time.now = 5
        assert await store.follow("one") is None
        await following(store, "two")
        time.now = 8
        assert await store.follow("two") is None


@pytest.mark.parametrize("grace", [0, 5])
async def test_nothing_is_left_of_what_is_over(grace: float) -> None:
    time = Time()
    async with MemoryStore(Limits(max_bytes=10, grace=grace), time) as store:
        for number in range(3):
            older, newer = await store.open("chat", HEAD), await store.open("chat", HEAD)
            await newer.close()
            await older.close()
            time.now += grace
            assert await store.follow(str(number)) is None
        assert not store._current
        assert not store._over


async def test_a_stream_that_runs_is_kept_for_ever() -> None:
    time = Time()
    async with MemoryStore(Limits(max_bytes=10), time) as store:
        await store.open("chat", HEAD)
        time.now = 1e9
        await following(store)


async def test_a_store_that_is_left_forgets_everything() -> None:
    async with MemoryStore(Limits(max_bytes=10, grace=5), Time()) as store:
        await store.open("running", HEAD)
        await (await store.open("finished", HEAD)).close()
    assert await store.follow("running") is None
    assert await store.follow("finished") is None


async def test_no_more_is_kept_than_the_limit_and_one_piece() -> None:
    async with MemoryStore(Limits(max_bytes=10)) as store:
        recording = await store.open("chat", HEAD)
        for _ in range(100):
            recording.append(b"1234567")
        assert recording.log._pieces == [b"1234567"] * 2
