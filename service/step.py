"""One call of the model: its chunks as events, and the tools that it called."""

from collections.abc import Container, Iterable, Iterator
from typing import assert_never

from service.events import (
    Event,
    File,
    ReasoningDelta,
    ReasoningEnd,
    ReasoningStart,
    RedactedReasoning,
    SourceUrl,
    TextDelta,
    TextDeltas,
    TextEnd,
    TextStart,
)
from service.messages import AssistantMessage, ToolCall
from service.model import (
    AnswerStart,
    FileChunk,
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    RedactedChunk,
    SignatureChunk,
    SourceChunk,
    TextChunk,
    TextRun,
    ToolCallChunk,
    UsageChunk,
)
from service.part_ids import PartIds
from service.step_memory import StepMemory
from service.tool_call import Call
from service.tool_events import ToolInputDelta, ToolInputError, ToolInputStart
from service.upstream_errors import UpstreamTruncated
from service.usage import FinishReason, Usage

_Rare = ReasoningChunk | SignatureChunk | RedactedChunk | ToolCallChunk | SourceChunk | FileChunk

INTERRUPTED = "The answer broke off before the tool's arguments were whole"


class Step:
    """Takes what one call of the model says. At most one text or reasoning is open; calls are told as they form.

    What it says and thinks is kept only where it may be needed again: a model that calls tools is asked again, and told
    what it said.

    Args:
        ids: where parts' ids come from.
        keeps: whether what it says may be needed again.
    """

    def __init__(self, ids: PartIds, *, keeps: bool) -> None:
        self._reason: FinishReason | None = None
        self.usage = Usage()
        self._ids = ids
        self._memory = StepMemory() if keeps else None
        self._text = ""
        self._reasoning = ""
        self._signature = SignatureChunk("", "")
        self._calls: dict[int, Call] = {}

    @property
    def finished(self) -> bool:
        """Whether the model has said that it is done."""
        return self._reason is not None

    @property
    def reason(self) -> FinishReason:
        """Why it is done; ``unknown`` until it says."""
        return self._reason or "unknown"

    @property
    def calls(self) -> tuple[Call, ...]:
        """The tools that the model called, in its order."""
        return tuple(call for _, call in sorted(self._calls.items()))

    def message(self) -> AssistantMessage:
        """Return what the model said, as it is told when it is asked again."""
        calls = tuple(ToolCall(call.call_id, call.name, call.json()) for call in self.calls)
        memory = self._memory or StepMemory()
        return AssistantMessage(memory.text, calls, memory.reasoning)

    def take(self, chunk: ModelChunk) -> Iterable[Event]:
        """Return the events that this chunk makes; to be called when those of the one before have been taken."""
        if self._text:
            # The two that come thousands of times. Asking for a class costs a fifth of matching its pattern.
            if isinstance(chunk, TextChunk) and chunk.text:
                if self._memory is not None:
                    self._memory.say(chunk.text)
                return (TextDelta(self._text, chunk.text),)
            if isinstance(chunk, TextRun):
                if self._memory is not None:
                    self._memory.say(*chunk.texts)
                return (TextDeltas(self._text, chunk.texts),)
        return self._turn_to(chunk)

    def complete(self) -> Iterator[Event]:
        """Yield the end of what is open, tool calls aside.

        Raises:
            UpstreamTruncated: the model never said that it was done.
        """
        if self._reason is None:
            raise UpstreamTruncated
        yield from self.close_part()

    def close_part(self) -> Iterator[Event]:
        """Yield the end of the open text or reasoning."""
        if self._text:
            yield TextEnd(self._text)
        if self._reasoning:
            yield ReasoningEnd(self._reasoning, self._signature.provider, self._signature.signature)
            if self._memory is not None:
                self._memory.sign(self._signature.provider, self._signature.signature)
        self._text = self._reasoning = ""
        self._signature = SignatureChunk("", "")

    def give_up(self, call_ids: Container[str]) -> Iterator[Event]:
        """Yield the end of these calls, which will not be completed."""
        for call in self.calls:
            if call.call_id in call_ids:
                yield ToolInputError(call.call_id, call.name, call.text, INTERRUPTED)

    def _speak(self) -> Iterator[Event]:
        """Yield what opens a text."""
        yield from self.close_part()
        self._text = self._ids.text()
        yield TextStart(self._text)

    def _turn_to(self, chunk: ModelChunk) -> Iterator[Event]:
        """Yield the events of what does not go on with an open text."""
        match chunk:
            case TextChunk(""):
                pass
            case TextChunk() | TextRun():
                yield from self._speak()
                yield from self.take(chunk)
            case FinishChunk(reason):
                self._reason = reason
            case UsageChunk(usage):
                self.usage = usage
            case AnswerStart():
                pass
            case _:
                yield from self._other(chunk)

    def _other(self, chunk: _Rare) -> Iterator[Event]:
        match chunk:
            case ReasoningChunk(text):
                if text:
                    yield from self._think(text)
            case SignatureChunk():
                # A signature may come without any thoughts that we are shown.
                yield from self._think("")
                self._signature = chunk
            case RedactedChunk(provider, data):
                yield from self.close_part()
                if self._memory is not None:
                    self._memory.seal(provider, data)
                yield RedactedReasoning(self._ids.reasoning(), provider, data)
            case ToolCallChunk():
                yield from self._call(chunk)
            case SourceChunk(url, title):
                yield from self.close_part()
                yield SourceUrl(self._ids.source(), url, title)
            case FileChunk(media_type, url):
                yield from self.close_part()
                yield File(media_type, url)
            case _ as unreachable:
                assert_never(unreachable)

    def _think(self, text: str) -> Iterator[Event]:
        # A signature proves what was thought before it, and nothing behind it: that is another part.
        if not self._reasoning or self._signature.signature:
            yield from self.close_part()
            self._reasoning = self._ids.reasoning()
            yield ReasoningStart(self._reasoning)
        if text:
            if self._memory is not None:
                self._memory.think(text)
            yield ReasoningDelta(self._reasoning, text)

    def _call(self, chunk: ToolCallChunk) -> Iterator[Event]:
        call = self._calls.get(chunk.index)
        if call is None:
            yield from self.close_part()
            call = self._calls[chunk.index] = Call(self._ids.call(chunk.call_id), chunk.name or "")
            yield ToolInputStart(call.call_id, call.name)
        if chunk.arguments:
            # A model may say something while it makes a call.
            yield from self.close_part()
            call.text += chunk.arguments
            yield ToolInputDelta(call.call_id, chunk.arguments)
