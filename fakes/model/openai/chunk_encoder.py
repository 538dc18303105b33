"""An answer -> the chunks of a stream, as OpenAI and those who speak like it send them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

from fakes.model import compact_json
from fakes.model.dialect import Logprob, SpokenPart
from fakes.model.openai.completion import logprobs_body
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

DONE = b"data: [DONE]\n\n"

Delta = dict[str, object]
"""What a chunk adds to a choice."""

_MARK = "\x00"
_MARKED = compact_json.encode(_MARK)


class ChunkEncoder(ABC):
    """The events of one stream. What they share is encoded once; a dialect overrides what it says in its own way.

    ``before`` stands in every chunk before its choices, ``after`` behind them.
    """

    def __init__(self, before: Mapping[str, object], after: Mapping[str, object], *, choices: int) -> None:
        self._choices = choices
        self._prefix = b"data: {" + _inner(before, b",") + b'"choices":['
        self._suffix = b"]" + _inner(after, b"", b",") + b"}\n\n"
        self._around: dict[int, tuple[bytes, bytes]] = {}

    def begin(self) -> Iterable[bytes]:
        """Return the events that begin the choices."""
        return [self.event([self.choice(choice, self.first_delta(), None, None)]) for choice in range(self._choices)]

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the event that names a call; other parts begin without one."""
        return (self._say(choice, self.call_delta(part)),) if part.kind == "call" else ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return the event for one token."""
        if part.kind == "text" and logprob is None:
            before, after = self._text(choice, part)
            return (before + compact_json.encode(piece) + after,)
        return (self._say(choice, self.delta(part, piece), logprob),)

    def say_all(self, choice: int, part: SpokenPart, pieces: Sequence[str]) -> bytes:
        """Return the events for many tokens of text, joined."""
        before, after = self._text(choice, part)
        return before + (after + before).join(compact_json.encode_texts(tuple(pieces))) + after

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - most end without a word
        """Return nothing: the next part, or the finish, says it."""
        return ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return the event that ends a choice."""
        return (self.event([self.choice(choice, self.last_delta(choice), None, reason)]),)

    @abstractmethod
    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the end, and the usage, where it is told."""
        ...

    def first_delta(self) -> Delta:
        """Return what begins a choice."""
        return {"role": "assistant", "content": ""}

    def call_delta(self, part: SpokenPart) -> Delta:
        """Return what names a call."""
        function = {"name": part.name, "arguments": ""}
        return {"tool_calls": [{"index": part.call_index, "id": part.id, "type": "function", "function": function}]}

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        if part.kind == "call":
            return {"tool_calls": [{"index": part.call_index, "function": {"arguments": piece}}]}
        return {"content": piece}

    def last_delta(self, choice: int) -> Delta:  # noqa: ARG002 - for those who keep something back until then
        """Return what ends a choice."""
        return {}

    def choice(
        self, index: int, delta: Delta, logprob: Logprob | None, reason: FinishReason | None
    ) -> dict[str, object]:
        """Return one choice of a chunk."""
        logprobs = logprobs_body(None if logprob is None else (logprob,))
        return {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": reason}

    def event(self, choices: Sequence[Mapping[str, object]], after: Mapping[str, object] | None = None) -> bytes:
        """Return a chunk; ``after`` stands behind the choices instead of what stands there otherwise."""
        inner = b",".join(map(compact_json.encode, choices))
        suffix = self._suffix if after is None else b"]" + _inner(after, b"", b",") + b"}\n\n"
        return self._prefix + inner + suffix

    def _say(self, choice: int, delta: Delta, logprob: Logprob | None = None) -> bytes:
        return self.event([self.choice(choice, delta, logprob, None)])

    def _text(self, choice: int, part: SpokenPart) -> tuple[bytes, bytes]:
        if choice not in self._around:
            said = compact_json.encode(self.choice(choice, self.delta(part, _MARK), None, None))
            before, after = said.split(_MARKED)
            self._around[choice] = self._prefix + before, after + self._suffix
        return self._around[choice]


def _inner(members: Mapping[str, object], end: bytes, start: bytes = b"") -> bytes:
    return start + compact_json.encode(members)[1:-1] + end if members else b""
