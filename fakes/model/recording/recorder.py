"""Requests that are passed on to a real server, and its answers, which are passed back and kept."""

import asyncio
from collections.abc import Callable

from fakes.model import compact_json
from fakes.model.exchange import Exchange
from fakes.model.foreground import complain
from fakes.model.framing import Framing
from fakes.model.journal import Journal
from fakes.model.outlet import Outlet
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedEnding, RecordingError
from fakes.model.recording.relay import Keep, Relay
from fakes.model.recording.tape import Tape
from fakes.model.recording.tapes import Tapes
from fakes.model.recording.upstreams import UpstreamError, Upstreams
from fakes.model.recording.volatile import Volatile
from fakes.model.redaction import Redaction
from fakes.model.reply import Body, Reply
from fakes.model.request import Request

_BAD_GATEWAY = 502
# RFC 9110, sections 15.3.5 and 15.4.5: these have no body, and no chunks to end it.
_BODILESS = (204, 304)


class Recorder:
    """Passes requests on, answers back as they come, and keeps those that came to an end of their own.

    What is not kept is told to ``tell``; unless it was the client that left, it is a failure in the journal, too.
    """

    def __init__(
        self,
        upstreams: Upstreams,
        tapes: Tapes,
        *,
        journal: Journal,
        volatile: Volatile,
        tell: Callable[[str], None] = complain,
    ) -> None:
        self._upstreams = upstreams
        self._tapes = tapes
        self._journal = journal
        self._volatile = volatile
        self._tell = tell

    async def pass_on(self, request: Request, outlet: Outlet, exchange: Exchange) -> None:
        """Answer a request with what the real server says. Where it says nothing, the answer is 502 and tells why."""
        asked = Asked.of(request, self._volatile)
        place = self._tapes.reserve(asked)
        came_to_an_end = False

        def keep(tape: Tape, ending: RecordedEnding) -> None:
            nonlocal came_to_an_end
            came_to_an_end = True
            redaction = Redaction.of(request)
            try:
                self._tapes.keep(asked, place, tape.recorded(ending, redaction), redaction)
            except (RecordingError, OSError) as error:
                self._complain(asked, str(error))

        try:
            await self._relay(request, outlet, exchange, keep)
        except UpstreamError as error:
            self._complain(asked, str(error))
            if exchange.outcome == "running":
                _refuse(request, outlet, exchange, error)
        except asyncio.CancelledError:
            exchange.end("aborted")
            if not came_to_an_end:
                self._tell(f"not kept: {asked.method} {asked.target}: the client left before the end")
            raise

    async def _relay(self, request: Request, outlet: Outlet, exchange: Exchange, keep: Keep) -> None:
        asked_at = asyncio.get_running_loop().time()
        async with self._upstreams.ask(request) as answer:
            length = 0 if answer.status in _BODILESS and answer.length is None else answer.length
            tape = Tape(answer.status, answer.headers, length, asyncio.get_running_loop().time() - asked_at)
            framing = Framing.of(Reply(answer.status, answer.headers, Body((), length=length)), request)
            await Relay(answer, tape, framing, outlet, exchange).run(keep)

    def _complain(self, asked: Asked, reason: str) -> None:
        text = f"not kept: {asked.method} {asked.target}: {reason}"
        self._journal.fail(text)
        self._tell(text)


def _refuse(request: Request, outlet: Outlet, exchange: Exchange, error: UpstreamError) -> None:
    body = {"message": str(error), "type": "upstream_error", "param": None, "code": "upstream_unreachable"}
    data = compact_json.encode({"error": body})
    reply = Reply(_BAD_GATEWAY, (("content-type", "application/json"),), Body((), length=len(data)))
    framing = Framing.of(reply, request)
    exchange.sent(1, len(data))
    exchange.end("drained")
    outlet.write_last(b"".join((framing.head, *framing.wrap(data))))
