"""Faults that stop an answer at a place: for a while, or for good."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.faults.event_format import EventFormat, format_of
from fakes.model.faults.position import Position
from fakes.model.faults.scene import Scene
from fakes.model.faults.tape import Tape, data_of
from fakes.model.faults.whole_answer import before_event, between
from fakes.model.reply import Ending, Frame, Reply

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

_CHARACTER = re.compile(rb"[\xC2-\xF4][\x80-\xBF]")
_ENDINGS: Mapping[str, Ending] = {"drop": "drop", "reset": "reset", "end": "close", "hang": "hang"}


def stall(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Fall silent at the place, for ``seconds`` or, without them, until the client leaves."""
    seconds = fault.number("seconds", -1)
    if seconds < 0:
        return _cut_at(reply, fault, "hang")
    form = format_of(reply)
    frames = _stalled(Tape.of(reply.body.frames, form), between(reply, form, fault.place), seconds)
    return replace(reply, body=replace(reply.body, frames=frames))


def end(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """End at the place, as if that were all: HTTP's end is clean, and what the API says at its end is absent."""
    return _cut_at(reply, fault, "close")


def drop(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Close the connection at the place: FIN, without HTTP's end."""
    return _cut_at(reply, fault, "drop")


def reset(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Tear the connection down at the place: RST, when all before it has arrived."""
    return _cut_at(reply, fault, "reset")


def half(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Stop in the middle of the event at the place, and then do what ``then`` says: FIN unless it is given."""
    form = format_of(reply)
    place = before_event(reply, form, fault.place)
    return _cut(reply, _halved(Tape.of(reply.body.frames, form), place), _ending(fault))


def utf8(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Stop behind the first byte of the first character of several bytes that begins at the place or behind it.

    Then do what ``then`` says: FIN unless it is given. A body that has no such character is stopped at its end.
    """
    form = format_of(reply)
    tape = Tape.of(reply.body.frames, form)
    return _cut(reply, _inside_a_character(tape, before_event(reply, form, fault.place), form), _ending(fault))


def _ending(fault: "Fault") -> Ending:
    return _ENDINGS[fault.text("then", "drop")]


def _cut_at(reply: Reply, fault: "Fault", ending: Ending) -> Reply:
    form = format_of(reply)
    return _cut(reply, Tape.of(reply.body.frames, form).until(between(reply, form, fault.place)), ending)


def _cut(reply: Reply, frames: Iterable[Frame], ending: Ending) -> Reply:
    # A clean end must not contradict the length that was announced.
    length = None if ending == "close" else reply.body.length
    return replace(reply, body=replace(reply.body, frames=frames, then=ending, length=length))


def _stalled(tape: Tape, place: Position, seconds: float) -> Iterator[Frame]:
    yield from tape.until(place)
    # The head leaves before the pause, and the pause before HTTP's end.
    yield Frame(tape.due, b"", 0)
    yield Frame(tape.due + seconds, b"", 0)
    for frame in tape.rest():
        yield frame._replace(due=frame.due + seconds)


def _halved(tape: Tape, place: Position) -> Iterator[Frame]:
    yield from tape.until(place)
    event = tape.event()
    yield from Tape(event).until(Position("byte", len(data_of(event)) // 2))


def _inside_a_character(tape: Tape, place: Position, form: EventFormat) -> Iterator[Frame]:
    left = place.count
    if place.unit == "event":
        yield from tape.until(place)
        left = 0
    while event := tape.event():
        data = data_of(event)
        start, stop = form.text(data)
        if found := _CHARACTER.search(data, max(start, left), stop):
            yield from Tape(event).until(Position("byte", found.start() + 1))
            return
        yield from event
        left -= len(data)
