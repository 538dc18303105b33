"""The laws of producing, over both stores; a source gives what the test gives it, so nothing depends on time."""

import logging
from collections.abc import AsyncGenerator, Callable
from math import inf

import anyio
import pytest

from service.resume.producers import Producers
from service.resume.store import Recording, StreamStore
from tests.resume.conftest import Make
from tests.resume.following import HEAD, following, rest, some

pytestmark = pytest.mark.anyio


class Source:
    """A stream whose pieces, end and failure the test decides on."""

    def __init__(self) -> None:
        self._give, self._take = anyio.create_memory_object_stream[bytes | Exception](inf)
        self.closed = anyio.Event()
        self.cleanup = anyio.Event()
        """What closing waits for."""
        self.cleanup.set()

    def give(self, *pieces: bytes | Exception) -> None:
        for piece in pieces:
            self._give.send_nowait(piece)

    def end(self) -> None:
        self._give.close()

    async def stream(self) -> AsyncGenerator[bytes, None]:
        try:
            with self._give, self._take:
                async for piece in self._take:
                    if isinstance(piece, Exception):
                        raise piece
                    yield piece
        finally:
            with anyio.CancelScope(shield=True):
                await self.cleanup.wait()
            self.closed.set()


class Client:
    """Reads what it is sent; leaves when its scope is cancelled."""

    def __init__(self, producers: Producers, source: Source, recording: Recording) -> None:
        self.writes: list[bytes] = []
        self.read = anyio.Event()
        """Until it is set a write waits."""
        self.read.set()
        self.connected = True
        self.done = anyio.Event()
        self.words: list[Exception | None] = []
        self.word: Callable[[Exception | None], bytes] = lambda error: b"abort" if error is None else b"error"
        self.error: Exception | None = None
        self.scope = anyio.CancelScope()
        self._producers, self._source, self._recording = producers, source, recording

    async def send(self, data: bytes) -> None:
        if not self.connected:
            raise OSError
        self.writes.append(data)
        await self.read.wait()

    def last_word(self, error: Exception | None) -> bytes:
        self.words.append(error)
        return self.word(error)

    async def ask(self) -> None:
        stream = self._source.stream()
        with self.scope:
            try:
                await self._producers.produce(stream, self._recording, self.send, last_word=self.last_word)
            except (ValueError, OSError) as error:
                self.error = error
        self.done.set()

    async def leave(self) -> None:
        self.scope.cancel()
        await self.done.wait()


def producing(grace: float = 0.0, backlog: int = 1_000_000) -> Producers:
    return Producers(grace=grace, backlog=backlog)


async def opened(store: StreamStore, producers: Producers) -> tuple[Source, Recording, Client]:
    source, recording = Source(), await store.open("chat", HEAD)
    return source, recording, Client(producers, source, recording)


async def test_what_the_source_gives_is_sent_piece_by_piece_and_recorded(make: Make) -> None:
    async with make(grace=3600) as store, producing() as producers:
        source, _, client = await opened(store, producers)
        source.give(b"one", b"", b"two")
        source.end()
        await client.ask()
        assert (client.writes, client.words) == ([b"one", b"two"], [])
        assert source.closed.is_set()
        assert await rest(await following(store)) == b"onetwo"


async def test_a_client_that_leaves_can_come_back_and_follow_to_the_end(make: Make) -> None:
    async with make() as store, producing(grace=inf) as producers, anyio.create_task_group() as tasks:
        source, _, client = await opened(store, producers)
        tasks.start_soon(client.ask)
        source.give(b"one")
        await some(await following(store), 3)
        await client.leave()
        replay = await following(store)
        source.give(b"two")
        assert await some(replay, 6) == b"onetwo"
        source.end()
        assert await rest(replay) == b""
        assert (client.writes, client.words) == ([b"one"], [])


async def test_a_client_may_leave_before_the_first_piece_too(make: Make) -> None:
    async with make() as store, producing(grace=inf) as producers, anyio.create_task_group() as tasks:
        source, _, client = await opened(store, producers)
        tasks.start_soon(client.ask)
        await anyio.wait_all_tasks_blocked()
        await client.leave()
        replay = await following(store)
        source.give(b"one")
        source.end()
        assert await rest(replay) == b"one"


async def test_a_write_that_fails_is_the_clients_affair(make: Make) -> None:
    async with make(grace=3600) as store, producing(grace=inf) as producers:
        source, _, client = await opened(store, producers)

        client.connected = False
        source.give(b"one", b"two")
        source.end()
        await client.ask()
        assert isinstance(client.error, OSError)
        assert await some(await following(store), 6) == b"onetwo"


@pytest.mark.parametrize("there", [True, False], ids=["while the client is there", "when it has left"])
async def test_a_stop_cancels_the_source_and_the_caller_has_the_last_word(make: Make, there: bool) -> None:  # noqa: FBT001
    async with make() as store, producing(grace=inf) as producers, anyio.create_task_group() as tasks:
        source, _, client = await opened(store, producers)
        tasks.start_soon(client.ask)
        source.give(b"one")
        replay = await following(store)
        await some(replay, 3)
        if not there:
            await client.leave()
        assert await store.stop("chat")
        assert await rest(replay) == b"abort"
        await client.done.wait()
        assert source.closed.is_set()
        assert client.words == [None]
        assert client.writes == [b"one", b"abort"] if there else [b"one"]


async def test_a_stop_before_the_first_piece_is_an_answer_too(make: Make) -> None:
    async with make() as store, producing() as producers, anyio.create_task_group() as tasks:
        _, recording, client = await opened(store, producers)
        await store.stop("chat")
        await recording.stopped.wait()
        tasks.start_soon(client.ask)
        await client.done.wait()
        assert (client.writes, client.error) == ([b"abort"], None)


async def test_a_source_that_breaks_before_its_first_piece_is_the_callers_to_answer(make: Make) -> None:
    broken = ValueError("broke")
    async with make(grace=3600) as store, producing() as producers:
        source, _, client = await opened(store, producers)
        source.give(broken)
        await client.ask()
        assert (client.writes, client.error, client.words) == ([], broken, [broken])
        # Who followed has had its status line already.
        assert await rest(await following(store)) == b"error"


async def test_a_source_that_breaks_later_ends_with_the_last_word(make: Make) -> None:
    broken = ValueError("broke")
    async with make(grace=3600) as store, producing() as producers:
        source, _, client = await opened(store, producers)
        source.give(b"one", broken)
        await client.ask()
        assert (client.writes, client.error, client.words) == ([b"one", b"error"], None, [broken])
        assert await rest(await following(store)) == b"oneerror"


async def test_a_client_that_does_not_read_holds_up_no_follower_as_long_as_the_backlog_lasts(make: Make) -> None:
    async with make() as store, producing(backlog=9) as producers, anyio.create_task_group() as tasks:
        source, _, client = await opened(store, producers)
        client.read = anyio.Event()
        tasks.start_soon(client.ask)
        replay = await following(store)
        source.give(b"one", b"two", b"thr", b"fou")
        # The first is being written, three wait.
        assert await some(replay, 12) == b"onetwothrfou"
        source.give(b"fiv", b"six")
        assert await some(replay, 3) == b"fiv"
        await anyio.wait_all_tasks_blocked()
        await client.leave()
        assert await some(replay, 3) == b"six"
        source.end()


# What nobody can follow.


async def test_a_stream_that_can_not_be_recorded_lasts_as_long_as_its_client(make: Make) -> None:
    async with make() as store, producing(grace=inf) as producers, anyio.create_task_group() as tasks:
        source, recording, client = await opened(store, producers)
        recording.lost.set()
        tasks.start_soon(client.ask)
        source.give(b"one")
        await anyio.wait_all_tasks_blocked()
        assert client.writes == [b"one"]
        await client.leave()
        await source.closed.wait()


async def test_a_stream_whose_client_left_ends_when_it_can_no_longer_be_recorded(make: Make) -> None:
    async with make() as store, producing(grace=inf) as producers, anyio.create_task_group() as tasks:
        source, recording, client = await opened(store, producers)
        tasks.start_soon(client.ask)
        await anyio.wait_all_tasks_blocked()
        await client.leave()
        assert not source.closed.is_set()
        recording.lost.set()
        await source.closed.wait()


# The end of the service.


async def test_a_service_that_stops_waits_for_what_is_nearly_done(make: Make) -> None:
    async with make(grace=3600) as store, anyio.create_task_group() as tasks:
        async with producing(grace=inf) as producers:
            stays, leaves = await opened(store, producers), await opened(store, producers)
            for _, _, client in (stays, leaves):
                tasks.start_soon(client.ask)
            await anyio.wait_all_tasks_blocked()
            await leaves[2].leave()

            async def finish() -> None:
                await anyio.wait_all_tasks_blocked()
                for source, _, _ in (stays, leaves):
                    source.give(b"done")
                    source.end()

            tasks.start_soon(finish)
        assert await rest(await following(store)) == b"done"
        assert stays[2].writes == [b"done"]
        assert stays[2].words == leaves[2].words == []


async def test_when_the_grace_is_over_productions_end_on_purpose_and_leave_nothing(make: Make) -> None:
    async with make(grace=3600) as store, anyio.create_task_group() as tasks:
        async with producing(grace=0) as producers:
            source, _, client = await opened(store, producers)
            tasks.start_soon(client.ask)
            source.give(b"one")
            await some(await following(store), 3)
        assert source.closed.is_set()
        assert not producers._running
        assert await rest(await following(store)) == b"oneabort"
        await client.done.wait()
        assert client.writes == [b"one", b"abort"]


async def test_a_service_that_is_cancelled_still_closes_everything(make: Make) -> None:
    async with make(grace=3600) as store:
        async with anyio.create_task_group() as tasks:

            async def serve() -> None:
                async with producing(grace=inf) as producers:
                    client = Client(producers, source, recording)
                    await client.ask()

            source, recording = Source(), await store.open("chat", HEAD)
            source.cleanup = anyio.Event()
            tasks.start_soon(serve)
            source.give(b"one")
            await some(await following(store), 3)
            tasks.cancel_scope.cancel()
            source.cleanup.set()
        assert source.closed.is_set()
        assert await rest(await following(store)) == b"oneabort"


async def test_outside_of_the_services_life_nothing_is_produced(make: Make) -> None:
    async with make() as store:
        producers = producing()
        for _ in range(2):
            source, recording = Source(), await store.open("chat", HEAD)
            with pytest.raises(RuntimeError, match="while the service runs"):
                await Client(producers, source, recording).ask()
            async with producers:
                pass
            source.end()
            source._take.close()


# Defects.


async def test_a_last_word_that_fails_ends_its_own_stream_only(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    async with make(grace=3600) as store, producing() as producers, anyio.create_task_group() as tasks:
        other_source, _, other = await opened(store, producers)
        tasks.start_soon(other.ask)
        source, _, client = await opened(store, producers)

        def word(_error: Exception | None) -> bytes:
            raise KeyError("defect")

        client.word = word
        source.give(b"one", ValueError("broke"))
        await client.ask()
        assert client.writes == [b"one"]
        assert await rest(await following(store)) == b"one"
        other_source.give(b"fine")
        other_source.end()
        await other.done.wait()
        assert other.writes == [b"fine"]
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (record.getMessage(), record.exc_info and record.exc_info[0]) == ("a stream could not be ended", KeyError)
