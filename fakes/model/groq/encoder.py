"""An answer -> the chunks of Groq's stream."""

from collections.abc import Iterable

from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.groq.answer import FINISHES, heading_body, request_body, usage_body
from fakes.model.openai.chunk_encoder import DONE, Delta
from fakes.model.openai.usage_in_finish import UsageInFinish
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class GroqEncoder(UsageInFinish):
    """The events of one stream. A call is said whole; ``raw`` puts thoughts into the text, between tags."""

    def __init__(self, heading: Heading, *, include_usage: bool, raw: bool) -> None:
        before = {**heading_body(heading, "chat.completion.chunk"), "system_fingerprint": heading.fingerprint}
        super().__init__(before, {"usage": None} if include_usage else {}, choices=1)
        self._include_usage = include_usage
        self._request = request_body(heading)
        self._raw = raw
        self._arguments: list[str] = []

    def begin(self) -> Iterable[bytes]:
        """Return the event that begins the answer and names the request."""
        first = self.choice(0, self.first_delta(), None, None)
        return (self.event([first], {"x_groq": self._request, **({"usage": None} if self._include_usage else {})}),)

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the tag before thoughts that stand in the text."""
        self._arguments.clear()
        return (self._tag(choice, "<think>\n"),) if part.kind == "reasoning" and self._raw else ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return the event for one token; those of a call are kept until it is whole."""
        if part.kind == "call":
            self._arguments.append(piece)
            return ()
        return super().say(choice, part, piece, logprob)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return a whole call, or the tag behind thoughts that stand in the text."""
        if part.kind == "call":
            function = {"name": part.name, "arguments": "".join(self._arguments)}
            call = {"id": part.id, "type": "function", "function": function, "index": part.call_index}
            return (self.event([self.choice(choice, {"tool_calls": [call]}, None, None)]),)
        return (self._tag(choice, "\n</think>\n\n"),) if part.kind == "reasoning" and self._raw else ()

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the finish, the usage once more for those who asked for it, and the end."""
        *events, _ = super().end(usage)
        yield from events
        if self._include_usage:
            yield self.event((), self.after_finish(usage))
        yield DONE

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        return {"reasoning": piece} if part.kind == "reasoning" and not self._raw else super().delta(part, piece)

    def choice(
        self, index: int, delta: Delta, logprob: Logprob | None, reason: FinishReason | None
    ) -> dict[str, object]:
        """Return one choice of a chunk."""
        finish = None if reason is None else FINISHES.get(reason, reason)
        return {**super().choice(index, delta, logprob, reason), "finish_reason": finish}

    def after_finish(self, usage: Usage) -> dict[str, object]:
        """Return the usage, which Groq tells twice."""
        told = usage_body(usage)
        return {"x_groq": {"id": self._request["id"], "usage": told}, "usage": told}

    def _tag(self, choice: int, tag: str) -> bytes:
        return self.event([self.choice(choice, {"content": tag}, None, None)])
