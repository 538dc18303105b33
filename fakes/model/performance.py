"""A reply on its way to a socket: on time, at the client's pace, to the end that was planned for it."""

import asyncio
from typing import assert_never

from fakes.model.exchange import Exchange
from fakes.model.framing import Framing
from fakes.model.outlet import Outlet
from fakes.model.reply import Reply

WRITE_SIZE = 16 * 1024
"""How many bytes coalesced frames may fill before they are written."""


class Performance:
    """One reply being played, and the record that is kept of it."""

    def __init__(self, reply: Reply, framing: Framing, outlet: Outlet, exchange: Exchange) -> None:
        self._body = reply.body
        self._framing = framing
        self._outlet = outlet
        self._exchange = exchange
        self._pending = bytearray()
        self._events = 0
        self._bytes = 0
        self._head_is_due = True

    async def run(self) -> None:
        """Play to the end. Cancellation means that the client left; the record then says so."""
        try:
            await self._play()
            await self._end()
        except asyncio.CancelledError:
            self._exchange.end("aborted")
            raise

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for frame in self._body.frames:
            if self._is_full():
                await self._flush()
            due = began + frame.due
            if due > loop.time():
                await self._flush()
                # Asked again: a slow client may have used the time up.
                await asyncio.sleep(due - loop.time())
            self._add(frame.data)
        self._begin()

    def _is_full(self) -> bool:
        # The first event leaves alone, however many are due, so that a client sees a stream begin.
        alone = not self._body.coalesced or self._exchange.events_sent == 0
        return alone or len(self._pending) >= WRITE_SIZE

    def _begin(self) -> None:
        if self._head_is_due:
            self._head_is_due = False
            self._pending += self._framing.head

    def _add(self, data: bytes) -> None:
        # The head waits for the first frame: a model that has not begun to speak has sent no status either.
        self._begin()
        self._pending += self._framing.wrap(data)
        if data:
            self._events += 1
            self._bytes += len(data)

    async def _flush(self) -> None:
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            await self._outlet.write(data)
            self._note()
            # Other clients have their turn, even when this one reads as fast as we write.
            await asyncio.sleep(0)

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
            case "hang":
                await self._hang()
            case _ as unreachable:
                assert_never(unreachable)

    async def _close(self) -> None:
        data = bytes(self._pending) + self._framing.terminator
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
