"""How reasoning is said: a summary for those who ask for one, a sealed copy for those who ask for that."""

from collections.abc import Iterator, Mapping

from fakes.model.dialect import Logprob, SpokenPart
from fakes.model.responses.event_writer import DeltaTemplate, EventWriter
from fakes.model.responses.store import Item
from fakes.model.responses.voices import Status


class ReasoningVoice:
    """A reasoning: one part of a summary where ``summarizes``; nothing but its place elsewhere."""

    def __init__(
        self, events: EventWriter, item_id: str, output_index: int, *, summarizes: bool, sealed: str | None
    ) -> None:
        self._events = events
        self._id = item_id
        self._summarizes = summarizes
        self._sealed = sealed
        self._pieces: list[str] = []
        self._summary: list[Mapping[str, object]] = []
        place: dict[str, object] = {"item_id": item_id, "output_index": output_index}
        self._place = {**place, "summary_index": 0}
        self._delta = DeltaTemplate("response.reasoning_summary_text.delta", self._place)

    def takes(self, part: SpokenPart) -> bool:  # noqa: ARG002 - whatever it is
        """Tell that every reasoning is an item of its own."""
        return False

    def item(self, status: Status) -> Item:  # noqa: ARG002 - reasoning has none
        """Return the reasoning."""
        sealed = {} if self._sealed is None else {"encrypted_content": self._sealed}
        return {"id": self._id, "type": "reasoning", "summary": list(self._summary), **sealed}

    def open(self, part: SpokenPart) -> Iterator[bytes]:  # noqa: ARG002 - it is known already
        """Yield the event that adds the summary."""
        if self._summarizes:
            yield self._events.write("response.reasoning_summary_part.added", **self._place, part=self._part())

    def say(self, piece: str, logprob: Logprob | None) -> Iterator[bytes]:  # noqa: ARG002 - thoughts are not rated
        """Yield the event for a piece of the summary."""
        if self._summarizes:
            self._pieces.append(piece)
            yield self._events.write_delta(self._delta, piece)

    def close(self) -> Iterator[bytes]:
        """Yield the events that end the summary."""
        if not self._summarizes:
            return
        part = self._part()
        yield self._events.write("response.reasoning_summary_text.done", **self._place, text=part["text"])
        yield self._events.write("response.reasoning_summary_part.done", **self._place, part=part)
        self._summary.append(part)

    def _part(self) -> Mapping[str, object]:
        return {"type": "summary_text", "text": "".join(self._pieces)}
