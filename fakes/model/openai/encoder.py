"""An answer -> the chunks of a chat completion's stream."""

from collections.abc import Iterable, Sequence

from fakes.model import compact_json
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.openai.completion import heading_body, logprob_body, usage_body
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

DONE = b"data: [DONE]\n\n"


class ChatEncoder:
    """The events of one stream. What they share is encoded once; ``usage`` is a key only for those who asked for it."""

    def __init__(self, heading: Heading, *, choices: int, include_usage: bool) -> None:
        shared = heading_body(heading, "chat.completion.chunk")
        self._prefix = b"data: " + compact_json.encode(shared)[:-1] + b',"choices":['
        self._suffix = b'],"usage":null}\n\n' if include_usage else b"]}\n\n"
        self._include_usage = include_usage
        self._choices = choices
        text = b'},"logprobs":null,"finish_reason":null}' + self._suffix
        self._content = [(self._prefix + b'{"index":%d,"delta":{"content":' % n, text) for n in range(choices)]

    def begin(self) -> Iterable[bytes]:
        """Return the events that begin the choices."""
        delta: dict[str, object] = {"role": "assistant", "content": "", "refusal": None}
        return [self._event(choice, delta, None) for choice in range(self._choices)]

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the event that names a call; other parts begin without one."""
        if part.kind != "call":
            return ()
        function = {"name": part.name, "arguments": ""}
        call = {"index": part.call_index, "id": part.id, "type": "function", "function": function}
        return (self._event(choice, {"tool_calls": [call]}, None),)

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return the event for one token."""
        if part.kind == "text" and logprob is None:
            before, after = self._content[choice]
            return (before + compact_json.encode(piece) + after,)
        if part.kind == "call":
            call = {"index": part.call_index, "function": {"arguments": piece}}
            return (self._event(choice, {"tool_calls": [call]}, None),)
        key = "refusal" if part.kind == "refusal" else "content"
        return (self._event(choice, {key: piece}, logprob),)

    def say_all(self, choice: int, part: SpokenPart, pieces: Sequence[str]) -> bytes:  # noqa: ARG002 - always text
        """Return the events for many tokens of text, joined."""
        before, after = self._content[choice]
        return before + (after + before).join(compact_json.encode_texts(tuple(pieces))) + after

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - parts end without a word
        """Return nothing: the next part, or the finish, says it."""
        return ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return the event that ends a choice."""
        return (self._event(choice, {}, None, reason),)

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the usage, where it was asked for, and the end."""
        if self._include_usage:
            yield self._prefix + b'],"usage":' + compact_json.encode(usage_body(usage)) + b"}\n\n"
        yield DONE

    def _event(
        self, choice: int, delta: dict[str, object], logprob: Logprob | None, reason: FinishReason | None = None
    ) -> bytes:
        logprobs = None if logprob is None else {"content": [logprob_body(logprob)], "refusal": None}
        body = {"index": choice, "delta": delta, "logprobs": logprobs, "finish_reason": reason}
        return self._prefix + compact_json.encode(body) + self._suffix
