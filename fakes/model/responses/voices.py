"""How each kind of item is said: its beginning, its pieces, its end."""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from fakes.model.dialect import Logprob, SpokenPart
from fakes.model.responses.answer import logprob_body, logprob_event
from fakes.model.responses.event_writer import DeltaTemplate, EventWriter
from fakes.model.responses.store import Item

Status = Literal["in_progress", "completed", "incomplete"]


class Voice(Protocol):
    """One item that is being said."""

    def takes(self, part: SpokenPart) -> bool:
        """Tell whether a further part belongs to this item."""
        ...

    def item(self, status: Status) -> Item:
        """Return the item as far as it has been said."""
        ...

    def open(self, part: SpokenPart) -> Iterator[bytes]:
        """Yield what begins a part, behind the event that adds the item."""
        ...

    def say(self, piece: str, logprob: Logprob | None) -> Iterator[bytes]:
        """Yield what says a piece."""
        ...

    def close(self) -> Iterator[bytes]:
        """Yield what ends a part."""
        ...


class MessageVoice:
    """A message: texts and refusals, each a part of its content."""

    def __init__(self, events: EventWriter, item_id: str, output_index: int) -> None:
        self._events = events
        self._id = item_id
        self._output_index = output_index
        self._content: list[Mapping[str, object]] = []
        self._key = "text"
        self._pieces: list[str] = []
        self._logprobs: list[Logprob] = []
        self._place: dict[str, object] = {}
        self._delta = DeltaTemplate("", {})

    def takes(self, part: SpokenPart) -> bool:
        """Tell whether a part is text or a refusal."""
        return part.kind in ("text", "refusal")

    def item(self, status: Status) -> Item:
        """Return the message."""
        return {
            "id": self._id,
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": list(self._content),
        }

    def open(self, part: SpokenPart) -> Iterator[bytes]:
        """Yield the event that adds a part of the content."""
        self._key = "text" if part.kind == "text" else "refusal"
        self._pieces, self._logprobs = [], []
        self._place = {
            "item_id": self._id,
            "output_index": self._output_index,
            "content_index": len(self._content),
        }
        if self._key == "text":
            self._delta = DeltaTemplate("response.output_text.delta", self._place, logprobs=[])
        else:
            self._delta = DeltaTemplate("response.refusal.delta", self._place)
        yield self._events.write("response.content_part.added", **self._place, part=self._part())

    def say(self, piece: str, logprob: Logprob | None) -> Iterator[bytes]:
        """Yield the event for a piece."""
        self._pieces.append(piece)
        if logprob is None:
            yield self._events.write_delta(self._delta, piece)
            return
        self._logprobs.append(logprob)
        said = [logprob_event(logprob)]
        yield self._events.write("response.output_text.delta", **self._place, delta=piece, logprobs=said)

    def close(self) -> Iterator[bytes]:
        """Yield the events that end a part of the content."""
        part = self._part()
        if self._key == "text":
            said = [logprob_event(logprob) for logprob in self._logprobs]
            yield self._events.write("response.output_text.done", **self._place, text=part["text"], logprobs=said)
        else:
            yield self._events.write("response.refusal.done", **self._place, refusal=part["refusal"])
        yield self._events.write("response.content_part.done", **self._place, part=part)
        self._content.append(part)

    def _part(self) -> Mapping[str, object]:
        said = "".join(self._pieces)
        if self._key == "refusal":
            return {"type": "refusal", "refusal": said}
        logprobs = [logprob_body(logprob) for logprob in self._logprobs]
        return {"type": "output_text", "annotations": [], "logprobs": logprobs, "text": said}


class CallVoice:
    """A call of a function. Its ``call_id`` is what its output will name."""

    def __init__(self, events: EventWriter, item_id: str, output_index: int, part: SpokenPart) -> None:
        self._events = events
        self._id = item_id
        self._part = part
        self._pieces: list[str] = []
        self._place: dict[str, object] = {"item_id": item_id, "output_index": output_index}
        self._delta = DeltaTemplate("response.function_call_arguments.delta", self._place)

    def takes(self, part: SpokenPart) -> bool:  # noqa: ARG002 - whatever it is
        """Tell that every call is an item of its own."""
        return False

    def item(self, status: Status) -> Item:
        """Return the call."""
        return {
            "id": self._id,
            "type": "function_call",
            "status": status,
            "arguments": "".join(self._pieces),
            "call_id": self._part.id,
            "name": self._part.name,
        }

    def open(self, part: SpokenPart) -> Iterator[bytes]:  # noqa: ARG002 - it is known already
        """Yield nothing: the item is its only part."""
        return iter(())

    def say(self, piece: str, logprob: Logprob | None) -> Iterator[bytes]:  # noqa: ARG002 - calls are not rated
        """Yield the event for a piece of the arguments."""
        self._pieces.append(piece)
        yield self._events.write_delta(self._delta, piece)

    def close(self) -> Iterator[bytes]:
        """Yield the event that ends the arguments."""
        said = "".join(self._pieces)
        yield self._events.write(
            "response.function_call_arguments.done", **self._place, arguments=said, name=self._part.name
        )
