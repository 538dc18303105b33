"""An answer -> the events of a streamed message."""

from collections.abc import Iterable, Sequence

from fakes.model import compact_json
from fakes.model.anthropic.answer import Block, ending, heading_body, opening, total_usage, usage_body
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

# What ``event`` would write, made once: nearly all of a stream passes through it.
_TEXT_HEAD = (
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,"delta":{"type":"text_delta","text":'
)
_TEXT_END = b"}}\n\n"


def event(kind: str, **facts: object) -> bytes:
    """Return an event, whose type is told twice: in its name and in its data."""
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), compact_json.encode({"type": kind, **facts}))


PING = event("ping")
"""What keeps a client waiting."""


class MessageEncoder:
    """The events of one stream. A ping follows the beginning of its first block."""

    def __init__(self, heading: Heading, *, hides_thoughts: bool) -> None:
        self._heading = heading
        self._hides_thoughts = hides_thoughts
        self._pinged = False
        self._ending: Block = {}

    def begin(self) -> Iterable[bytes]:
        """Return the event that begins the message. Nothing has been said yet, and nothing is billed for it."""
        usage = usage_body(Usage(self._heading.prompt_tokens, 0))
        empty = {**heading_body(self._heading, []), "stop_reason": None, "stop_sequence": None, "usage": usage}
        return (event("message_start", message=empty),)

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - there is one choice
        """Return what begins a block; a call says once that there is nothing yet of its arguments."""
        yield event("content_block_start", index=part.index, content_block=opening(part))
        if not self._pinged:
            self._pinged = True
            yield PING
        if part.kind == "call":
            yield _delta(part, "input_json_delta", partial_json="")

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:  # noqa: ARG002 - as above, and no probabilities
        """Return the event for one token; none for a thought that nobody is to see."""
        if part.kind == "call":
            return (_delta(part, "input_json_delta", partial_json=piece),)
        if part.kind == "reasoning":
            return () if self._hides_thoughts else (_delta(part, "thinking_delta", thinking=piece),)
        return (_text_head(part) + compact_json.encode(piece) + _TEXT_END,)

    def say_all(self, choice: int, part: SpokenPart, pieces: Sequence[str]) -> bytes:  # noqa: ARG002 - as above
        """Return the events for many tokens of text, joined."""
        head = _text_head(part)
        return head + (_TEXT_END + head).join(map(compact_json.encode, pieces)) + _TEXT_END

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - as above
        """Return what ends a block, and the proof of a thought before it."""
        if part.kind == "reasoning":
            yield _delta(part, "signature_delta", signature=part.signature)
        yield event("content_block_stop", index=part.index)

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - as above
        """Return nothing: why it ended is told with the usage."""
        self._ending = ending(reason, stop)
        return ()

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return why the message ended and what it costs, and its end."""
        return (event("message_delta", delta=self._ending, usage=total_usage(usage)), event("message_stop"))


def _delta(part: SpokenPart, kind: str, **facts: object) -> bytes:
    return event("content_block_delta", index=part.index, delta={"type": kind, **facts})


def _text_head(part: SpokenPart) -> bytes:
    return _TEXT_HEAD % part.index
