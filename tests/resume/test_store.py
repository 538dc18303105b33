"""The laws of every store."""

import anyio
import pytest

from service.resume.batch import LARGEST
from service.resume.head import Head
from service.resume.replay import Interrupted, Replay
from tests.resume.conftest import Make
from tests.resume.following import HEAD, following, rest, some

pytestmark = pytest.mark.anyio

ANY_BYTES = bytes(range(256))


# Following.


async def test_a_follower_gets_everything_so_far_and_then_what_comes_until_the_end(make: Make) -> None:
    async with make() as store:
        recording = await store.open("chat", HEAD)
        recording.append(ANY_BYTES)
        recording.append(b"more")
        replay = await following(store)
        assert await some(replay, 260) == ANY_BYTES + b"more"
        recording.append(b"later")
        assert await some(replay, 5) == b"later"
        recording.append(b"last")
        await recording.close()
        assert await rest(replay) == b"last"


async def test_a_follower_waits_for_the_first_byte(make: Make) -> None:
    async with make() as store:
        recording = await store.open("chat", HEAD)
        got: list[bytes] = []

        async def follow(replay: Replay) -> None:
            got.append(await rest(replay))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow, await following(store))
            await anyio.wait_all_tasks_blocked()
            recording.append(b"first")
            await recording.close()
        assert got == [b"first"]


@pytest.mark.parametrize(
    "head", [HEAD, Head(protocol="text", headers=()), Head(protocol="ü\n", headers=(("a", "ü"), ("a", "")))]
)
async def test_a_follower_is_told_the_head_first(make: Make, head: Head) -> None:
    async with make() as store:
        await store.open("chat", head)
        replay = await following(store)
        assert replay.head == head


async def test_any_number_may_follow_each_in_its_own_time(make: Make) -> None:
    async with make() as store:
        recording = await store.open("chat", HEAD)
        replays = [await following(store) for _ in range(5)]
        recording.append(b"one")
        assert [await some(replay, 3) for replay in replays[:2]] == [b"one"] * 2
        recording.append(b"two")
        await recording.close()
        assert [await rest(replay) for replay in replays] == [b"two"] * 2 + [b"onetwo"] * 3


async def test_a_follower_that_leaves_disturbs_nobody(make: Make) -> None:
    async with make() as store:
        recording = await store.open("chat", HEAD)
        stays = await following(store)
        for _ in range(3):
            leaves = await following(store)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(rest, leaves)
                await anyio.wait_all_tasks_blocked()
                tasks.cancel_scope.cancel()
        await (await following(store)).aclose()
        recording.append(b"all")
        await recording.close()
        assert await rest(stays) == b"all"


async def test_what_was_recorded_as_one_piece_is_never_torn_apart(make: Make) -> None:
    sizes = [1, LARGEST - 2, 1, 1, 3 * LARGEST, LARGEST, 7]
    async with make() as store:
        recording = await store.open("chat", HEAD)
        for size in sizes:
            recording.append(b"x" * (size - 1) + b"\n")
        await recording.close()
        # The stream is over, but who came in time may stay.
        recording = await store.open("chat", HEAD)
        replay = await following(store)
        for size in sizes:
            recording.append(b"x" * (size - 1) + b"\n")
        await recording.close()
        arrived = [data async for data in replay]
    assert sum(map(len, arrived)) == sum(sizes)
    assert all(data.endswith(b"\n") for data in arrived)


async def test_a_stream_without_bytes_ends_too(make: Make) -> None:
    async with make(grace=3600) as store:
        recording = await store.open("chat", HEAD)
        before = await following(store)
        await recording.close()
        assert await rest(before) == await rest(await following(store)) == b""


async def test_an_empty_piece_is_none_and_behind_the_end_there_is_nothing(make: Make) -> None:
    async with make(grace=3600) as store:
        recording = await store.open("chat", HEAD)
        for data in (b"", b"one", b""):
            recording.append(data)
        await recording.close()
        recording.append(b"two")
        await recording.close()
        assert await rest(await following(store)) == b"one"
        assert not recording.lost.is_set()


# Being over.


async def test_where_nothing_runs_there_is_nothing_to_follow_or_stop(make: Make) -> None:
    async with make() as store:
        assert await store.follow("chat") is None
        assert await store.stop("chat") is False
        recording = await store.open("chat", HEAD)
        assert await store.follow("another") is None
        await recording.close()
        assert await store.follow("chat") is None
        assert await store.stop("chat") is False


async def test_a_finished_stream_can_be_followed_while_its_grace_lasts(make: Make) -> None:
    async with make(grace=3600) as store:
        recording = await store.open("chat", HEAD)
        recording.append(b"all")
        await recording.close()
        for _ in range(2):
            replay = await following(store)
            assert await rest(replay) == b"all"
        assert await store.stop("chat") is False


async def test_when_its_grace_is_over_a_finished_stream_is_forgotten(make: Make) -> None:
    async with make(grace=0.05) as store:
        recording = await store.open("chat", HEAD)
        await recording.close()
        with anyio.fail_after(30):
            while await store.follow("chat"):  # noqa: ASYNC110 - it is Redis that forgets
                await anyio.sleep(0.01)


# Taking the place of an older one.


@pytest.mark.parametrize("grace", [0, 3600])
async def test_a_new_stream_takes_the_place_of_an_older_one_whose_followers_stay_with_it(
    make: Make, grace: float
) -> None:
    async with make(grace=grace) as store:
        older = await store.open("chat", HEAD)
        older.append(b"old")
        stays = await following(store)
        newer = await store.open("chat", Head(protocol="text", headers=()))
        newer.append(b"new")
        comes = await following(store)
        assert comes.head.protocol == "text"
        assert await store.stop("chat") is True
        await newer.stopped.wait()
        assert not older.stopped.is_set()
        await older.close()
        assert await rest(stays) == b"old"
        # The end of the older one is not the newer one's.
        assert await store.follow("chat") is not None
        await newer.close()
        assert await rest(comes) == b"new"


# Stopping.


async def test_a_stop_reaches_the_producer_who_ends_the_stream_himself(make: Make) -> None:
    async with make() as store:
        recording, other = await store.open("chat", HEAD), await store.open("other", HEAD)
        assert not recording.stopped.is_set()
        assert await store.stop("chat") is True
        await recording.stopped.wait()
        assert await store.stop("chat") is True
        recording.append(b"abort")
        replay = await following(store)
        await recording.close()
        assert await rest(replay) == b"abort"
        assert not other.stopped.is_set()


# Limits.


async def test_a_stream_is_kept_up_to_the_limit_and_beyond_it_can_be_stopped_but_not_followed(make: Make) -> None:
    async with make(max_bytes=10, grace=3600) as store:
        recording = await store.open("chat", HEAD)
        recording.append(b"x" * 10)
        live = await following(store)
        assert await some(live, 10) == b"x" * 10
        assert await some(await following(store), 10) == b"x" * 10
        recording.append(b"y")
        assert await some(live, 1) == b"y"
        assert await store.follow("chat") is None
        assert await store.stop("chat") is True
        await recording.close()
        assert await rest(live) == b""
        assert await store.follow("chat") is None
        assert not recording.lost.is_set()


async def test_beyond_the_limit_whoever_keeps_up_gets_all_and_whoever_falls_behind_is_interrupted(make: Make) -> None:
    async with make(max_bytes=10) as store:
        recording = await store.open("chat", HEAD)
        fast, behind = await following(store), await following(store)
        for number in range(5):
            recording.append(b"%05d" % number)
            assert await some(fast, 5) == b"%05d" % number
        with pytest.raises(Interrupted):
            await anext(behind)
        await recording.close()
        assert await rest(fast) == b""


async def test_a_piece_that_is_larger_than_the_limit_is_handed_on_all_the_same(make: Make) -> None:
    async with make(max_bytes=10) as store:
        recording = await store.open("chat", HEAD)
        live = await following(store)
        recording.append(b"x" * 1000)
        assert await some(live, 1000) == b"x" * 1000
        assert await store.follow("chat") is None


# Chat ids.

IDS = ["", " ", "*", "a:b", "{a}", "../..", "\x00", "a\r\nb", "\ud800", "é", "e\u0301", "😀", "x" * 1_000_000]


async def test_a_chat_id_may_be_anything_and_names_its_own_stream_only(make: Make) -> None:
    async with make() as store:
        for number, chat_id in enumerate(IDS):
            (await store.open(chat_id, HEAD)).append(b"%02d" % number)
        for number, chat_id in enumerate(IDS):
            assert await some(await following(store, chat_id), 2) == b"%02d" % number
        assert await store.stop("\ud800") is True
