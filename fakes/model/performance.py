"""A reply on its way to a socket: on time, at the client's pace, to the end that was planned for it."""

import asyncio
from typing import assert_never

from fakes.model.framing import Framing
from fakes.model.outlet import Outlet
from fakes.model.played import Played

WRITE_SIZE = 64 * 1024
"""How many bytes coalesced frames may fill before they are written."""


class Performance:
    """One reply being played, and the record that is kept of it.

    A frame is due at its own time after the beginning, so that a late one delays nobody. Only the time that was spent
    before gates is given to all that follow: they keep their distances.
    """

    def __init__(self, played: Played, framing: Framing, outlet: Outlet) -> None:
        self._body = played.reply.body
        self._exchange = played.exchange
        self._time = played.time
        self._gates = played.gates
        self._framing = framing
        self._outlet = outlet
        self._began = 0.0
        self._pending: list[bytes] = []
        self._size = 0
        # The first event leaves alone, however many are due, so that a client sees a stream begin.
        self._full = 1
        self._events = 0
        self._bytes = 0
        self._head_is_due = True

    async def run(self) -> None:
        """Play to the end. Cancellation means that the client left; the record then says so."""
        try:
            if self._body.then != "silence":
                await self._play()
            await self._end()
        except asyncio.CancelledError:
            self._exchange.end("aborted")
            raise

    async def _play(self) -> None:
        self._began = self._time.now()
        # What has come has come: the clock is not asked for every one of the hundreds of frames of a fast stream.
        reached = 0.0
        for due, data, events, gate in self._body.frames:
            if self._pending and self._size + len(data) > self._full:
                await self._flush()
            if due > reached:
                await self._reach(due)
                reached = due
            if gate:
                await self._pass(gate)
            # The head waits for the first frame: a model that has not begun to speak has sent no status either.
            if self._head_is_due:
                self._begin()
            if data:
                self._pending += self._framing.wrap(data)
                size = len(data)
                self._size += size
                self._events += events
                self._bytes += size
        if self._head_is_due:
            self._begin()

    async def _reach(self, due: float) -> None:
        when = self._began + due
        if when > self._time.now():
            await self._flush()
            await self._time.sleep_until(when)

    async def _pass(self, gate: str) -> None:
        if not self._gates.is_open(gate):
            await self._flush()
            came = self._time.now()
            await self._gates.passed(gate)
            self._began += self._time.now() - came

    def _begin(self) -> None:
        self._head_is_due = False
        self._pending.append(self._framing.head)
        self._size += len(self._framing.head)

    async def _flush(self) -> None:
        if self._pending:
            await self._outlet.write(self._taken())
            self._note()
            if self._body.coalesced and self._exchange.events_sent:
                self._full = WRITE_SIZE
            # Other clients have their turn, even when this one reads as fast as we write.
            await asyncio.sleep(0)

    def _taken(self) -> bytes:
        data = b"".join(self._pending)
        self._pending.clear()
        self._size = 0
        return data

    def _note(self) -> None:
        self._exchange.sent(self._events, self._bytes)
        self._events = self._bytes = 0

    async def _end(self) -> None:
        match self._body.then:
            case "close":
                await self._close()
            case "drop":
                await self._drop()
            case "reset":
                await self._reset()
            case "hang" | "silence":
                await self._hang()
            case _ as unreachable:
                assert_never(unreachable)

    async def _close(self) -> None:
        self._pending.append(self._framing.terminator)
        data = self._taken()
        if len(data) > WRITE_SIZE:
            await self._outlet.write(data[:-WRITE_SIZE])
        # The record first: a client that has the last byte finds it complete.
        self._note()
        self._exchange.end("drained")
        self._outlet.write_last(data[-WRITE_SIZE:])

    async def _drop(self) -> None:
        await self._flush()
        self._exchange.end("dropped")
        self._outlet.drop()

    async def _reset(self) -> None:
        await self._flush()
        await self._outlet.acknowledged()
        self._exchange.end("reset")
        self._outlet.reset()

    async def _hang(self) -> None:
        await self._flush()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._exchange.end("hung")
