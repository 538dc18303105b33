"""An answer -> the events of a response's stream, and the response that they add up to."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from fakes.model.dialect import Heading, Logprob, Spoken, SpokenPart
from fakes.model.responses.answer import ID_LENGTH, begun_body, ended_body
from fakes.model.responses.event_writer import EventWriter
from fakes.model.responses.reasoning_voice import ReasoningVoice
from fakes.model.responses.request import ResponseRequest
from fakes.model.responses.store import Item
from fakes.model.responses.voices import CallVoice, MessageVoice, Status, Voice
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

Keep: TypeAlias = Callable[[Item, tuple[Item, ...]], None]
"""Takes a response that has ended, and its output."""


class ResponseEncoder:
    """The events of one stream. ``keep`` is handed the response and its output, before its last event is said.

    An item ends when the next one begins, or the answer ends: only then is it known whether it is whole.
    """

    def __init__(self, heading: Heading, asked: ResponseRequest, keep: Keep) -> None:
        self._heading = heading
        self._asked = asked
        self._keep = keep
        self._begun = begun_body(heading, asked.repeated)
        self._events = EventWriter()
        self._output: list[Item] = []
        self._voice: Voice | None = None
        self._finish: FinishReason = "stop"

    def begin(self) -> Iterable[bytes]:
        """Yield the events that begin the response."""
        yield self._events.write("response.created", response=self._begun)
        yield self._events.write("response.in_progress", response=self._begun)

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - there is only one choice
        """Yield what begins a part, and an item with it, unless the present item takes it."""
        if self._voice is None or not self._voice.takes(part):
            yield from self._end_item("completed")
            self._voice = self._voice_of(part)
            item = self._voice.item("in_progress")
            yield self._events.write("response.output_item.added", output_index=len(self._output), item=item)
        yield from self._voice.open(part)

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:  # noqa: ARG002 - the voice knows
        """Return the event for one piece."""
        return self._voice.say(piece, logprob) if self._voice else ()

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - the voice knows
        """Return what ends a part."""
        return self._voice.close() if self._voice else ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return what ends the last item."""
        self._finish = reason
        return self._end_item("incomplete" if reason in ("length", "content_filter") else "completed")

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Keep the response, and yield the event that holds all of it."""
        response = self.response(usage)
        yield self._events.write(f"response.{response['status']}", response=response)

    def whole(self, spoken: Spoken, usage: Usage) -> Item:
        """Return the response that the events of an answer would add up to, and keep it."""
        logprobs = iter(spoken.logprobs or ())
        for part, text in spoken.parts:
            for _ in self.open_part(0, part):
                pass
            for piece, logprob in _pieces(text, logprobs, rated=part.kind == "text" and spoken.logprobs is not None):
                for _ in self.say(0, part, piece, logprob):
                    pass
            for _ in self.close_part(0, part):
                pass
        for _ in self.finish(0, spoken.finish, spoken.stop):
            pass
        return self.response(usage)

    def response(self, usage: Usage) -> Item:
        """Return the response, which has ended, and keep it."""
        response = ended_body(self._begun, self._output, self._finish, usage)
        self._keep(response, tuple(self._output))
        return response

    def _end_item(self, status: Status) -> Iterator[bytes]:
        if self._voice is None:
            return
        item = self._voice.item(status)
        index = len(self._output)
        self._output.append(item)
        self._voice = None
        yield self._events.write("response.output_item.done", output_index=index, item=item)

    def _voice_of(self, part: SpokenPart) -> Voice:
        index = len(self._output)
        if part.kind == "call":
            return CallVoice(self._events, self._id("fc_"), index, part)
        if part.kind in ("reasoning", "redacted"):
            summarizes = part.kind == "reasoning" and self._asked.summarizes
            sealed = (part.signature or part.data) if self._asked.encrypts else None
            return ReasoningVoice(self._events, self._id("rs_"), index, summarizes=summarizes, sealed=sealed)
        return MessageVoice(self._events, self._id("msg_"), index)

    def _id(self, prefix: str) -> str:
        return self._heading.id(prefix, str(len(self._output)), length=ID_LENGTH)


def _pieces(text: str, logprobs: Iterator[Logprob], *, rated: bool) -> Iterator[tuple[str, Logprob | None]]:
    if not rated:
        yield text, None
        return
    said = 0
    while said < len(text):
        logprob = next(logprobs)
        said += len(logprob.token)
        yield logprob.token, logprob
