"""An answer that is not streamed: one event, as long as it has said."""

from fakes.model.dialect import Dialect
from fakes.model.faults.event_format import EventFormat, format_named
from fakes.model.faults.position import Position
from fakes.model.reply import Reply


def streams(reply: Reply, form: EventFormat, dialect: Dialect) -> bool:
    """Say whether an error may stand between events: in a stream's format, and in what is the dialect's stream."""
    return form.streams or (reply.body.length is None and type(form) is type(format_named(dialect.stream_type)))


def between(reply: Reply, form: EventFormat, place: Position) -> Position:
    """Return the place between events that is meant in this answer.

    A whole answer has no place behind an event but its end, where nothing can be cut off any more. There every place
    but the beginning is the middle of the body.
    """
    if place.unit == "byte" or place.count == 0 or not _whole(reply, form):
        return place
    return Position("byte", (reply.body.length or 0) // 2)


def before_event(reply: Reply, form: EventFormat, place: Position) -> Position:
    """Return the place before the event that is meant in this answer; a whole answer has only the one."""
    return Position("event", 0) if place.unit == "event" and _whole(reply, form) else place


def _whole(reply: Reply, form: EventFormat) -> bool:
    return reply.body.length is not None and not form.streams
