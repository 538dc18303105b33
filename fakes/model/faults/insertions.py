"""Faults that put something into an answer that does not belong there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.dialect import ErrorInAnswer, Pinging
from fakes.model.faults.event_format import EventFormat, format_of
from fakes.model.faults.injected_error import injected_error
from fakes.model.faults.other_answers import status
from fakes.model.faults.position import Position
from fakes.model.faults.scene import Scene
from fakes.model.faults.tape import Tape, data_of
from fakes.model.faults.whole_answer import before_event, between, streams
from fakes.model.reply import Ending, Frame, Reply
from fakes.model.text.chooser import Chooser

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

_INTERNAL = 500
# No character of UTF-8 begins with one of these, and no message is as long as four of them say.
_NO_TEXT = bytes((*range(0x80, 0xC0), *range(0xF8, 0x100)))


def garbage(reply: Reply, fault: "Fault", scene: Scene) -> Reply:
    """Put ``bytes`` bytes, 32 unless given, that are no text at the place.

    At an event they stand apart, so that no event is lost by them; at a byte they stand exactly there.
    """
    form = format_of(reply)
    chooser = Chooser(scene.seed, "garbage", scene.request_id)
    noise = bytes(chooser.pick(_NO_TEXT) for _ in range(int(fault.number("bytes", 32))))
    apart = form.separator if fault.place.unit == "event" else b""
    tape = Tape.of(reply.body.frames, form)
    return _grown(reply, _with(tape, between(reply, form, fault.place), noise + apart), reply.body.then)


def error(reply: Reply, fault: "Fault", scene: Scene) -> Reply:
    """Say at the place, in the API's own words, that the stream has failed, and end cleanly.

    An answer that is no stream is replaced by the API's error, with its status.
    """
    form = format_of(reply)
    if not streams(reply, form, scene.dialect):
        return status(reply, fault, scene)
    problem, dialect = injected_error(fault, _INTERNAL), scene.dialect

    def say(event: bytes) -> bytes:
        if event and isinstance(dialect, ErrorInAnswer):
            return dialect.answer_error(problem, event)
        return dialect.stream_error(problem)

    return _grown(reply, _ended_by(Tape.of(reply.body.frames, form), fault.place, say), "close")


def duplicate(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Send the event behind the place twice; nothing comes twice where none is."""
    form = format_of(reply)
    tape = Tape.of(reply.body.frames, form)
    return _grown(reply, _doubled(tape, before_event(reply, form, fault.place), form), reply.body.then)


def pings(reply: Reply, fault: "Fault", scene: Scene) -> Reply:
    """Say from the place on nothing but that the connection lives, every ``ms`` milliseconds, 100 unless given.

    Some APIs have an event for it. Elsewhere SSE has comments for it, lines of JSON blank lines, JSON blanks, and event
    streams messages of an unknown type.
    """
    form = format_of(reply)
    ping = scene.dialect.ping if form.streams and isinstance(scene.dialect, Pinging) else form.ping
    seconds = fault.number("ms", 100) / 1000
    tape = Tape.of(reply.body.frames, form)
    return _grown(reply, _pinged(tape, between(reply, form, fault.place), ping, seconds), "close")


def _grown(reply: Reply, frames: Iterator[Frame], ending: Ending) -> Reply:
    return replace(reply, body=replace(reply.body, frames=frames, then=ending, length=None))


def _with(tape: Tape, place: Position, data: bytes) -> Iterator[Frame]:
    yield from tape.until(place)
    yield Frame(tape.due, data, 0)
    yield from tape.rest()


def _ended_by(tape: Tape, place: Position, say: Callable[[bytes], bytes]) -> Iterator[Frame]:
    event = b""
    for frame in tape.until(place):
        event = frame.data if frame.events else event
        yield frame
    yield Frame(tape.due, say(event))


def _doubled(tape: Tape, place: Position, form: EventFormat) -> Iterator[Frame]:
    yield from tape.until(place)
    event = tape.event()
    yield from event
    if event and event[-1].events:
        # A gate is passed once.
        yield Frame(tape.due, form.again(data_of(event)), event[-1].events)
    yield from tape.rest()


def _pinged(tape: Tape, place: Position, ping: bytes, seconds: float) -> Iterator[Frame]:
    yield from tape.until(place)
    beat = 0
    while True:
        yield Frame(tape.due + beat * seconds, ping, 0)
        beat += 1
