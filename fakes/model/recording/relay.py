"""One answer on its way from a real server to the client that asked."""

import asyncio
from collections.abc import Callable

from fakes.model.exchange import Exchange
from fakes.model.framing import Framing
from fakes.model.outlet import Outlet
from fakes.model.recording.recorded_exchange import RecordedEnding
from fakes.model.recording.tape import Tape
from fakes.model.recording.upstreams import AnswerCutError, UpstreamAnswer, UpstreamError

Keep = Callable[[Tape, RecordedEnding], None]
"""What takes an answer that has come to an end of its own."""

_LAST_READ_SECONDS = 2.0


class Relay:
    """Hands every read on as it comes, takes it down, and ends as the real server did."""

    def __init__(
        self, answer: UpstreamAnswer, tape: Tape, framing: Framing, outlet: Outlet, exchange: Exchange
    ) -> None:
        self._answer = answer
        self._tape = tape
        self._framing = framing
        self._outlet = outlet
        self._exchange = exchange

    async def run(self, keep: Keep) -> None:
        """Play to the end. ``keep`` is called once the answer has come to an end of its own.

        Many clients leave when a stream says that it is done, and do not wait for the end of the connection. Then it is
        called, too, if nothing more was to come. Cancellation means that the client left.

        Raises:
            UpstreamError: the server fell silent for too long; the client has been cut off.
        """
        try:
            await self._outlet.write(self._framing.head)
            ending = await self._pass_on(keep)
        except UpstreamError:
            self._exchange.end("dropped")
            self._outlet.drop()
            raise
        # Kept first: a client that has the last byte finds the recording complete.
        keep(self._tape, ending)
        await self._end(ending)

    async def _pass_on(self, keep: Keep) -> RecordedEnding:
        loop = asyncio.get_running_loop()
        while True:
            asked_at = loop.time()
            try:
                data = await self._read(keep)
            except AnswerCutError as cut:
                self._tape.add(loop.time() - asked_at, b"")
                return cut.ending
            self._tape.add(loop.time() - asked_at, data or b"")
            if data is None:
                return "close"
            await self._outlet.write(b"".join(self._framing.wrap(data)))
            self._exchange.sent(1, len(data))

    async def _read(self, keep: Keep) -> bytes | None:
        reading = asyncio.ensure_future(self._answer.read())
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            await asyncio.wait((reading,), timeout=_LAST_READ_SECONDS)
            if reading.done() and reading.exception() is None and reading.result() is None:
                keep(self._tape, "close")
            raise
        finally:
            await _stopped(reading)

    async def _end(self, ending: RecordedEnding) -> None:
        if ending == "close":
            self._exchange.end("drained")
            self._outlet.write_last(self._framing.terminator)
        elif ending == "drop":
            self._exchange.end("dropped")
            self._outlet.drop()
        else:
            await self._outlet.acknowledged()
            self._exchange.end("reset")
            self._outlet.reset()


async def _stopped(reading: "asyncio.Future[bytes | None]") -> None:
    """Return when nobody reads any more; the connection is closed after that."""
    reading.cancel()
    await asyncio.wait((reading,))
