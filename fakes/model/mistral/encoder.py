"""An answer -> the chunks of Mistral's stream."""

from collections.abc import Iterable

from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.mistral.answer import FINISHES, call_body, heading_body, logprobs_body, thought_body, usage_body
from fakes.model.openai.chunk_encoder import Delta
from fakes.model.openai.usage_in_finish import UsageInFinish
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class MistralEncoder(UsageInFinish):
    """The events of one stream. All calls of a choice come with its end, whole."""

    def __init__(self, heading: Heading, *, choices: int) -> None:
        super().__init__(heading_body(heading, "chat.completion.chunk"), {}, choices=choices)
        self._calls: list[list[tuple[SpokenPart, list[str]]]] = [[] for _ in range(choices)]

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return nothing: a call is kept, and other parts begin without a word."""
        if part.kind == "call":
            self._calls[choice].append((part, []))
        return ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return the event for one token; those of a call are kept."""
        if part.kind == "call":
            self._calls[choice][-1][1].append(piece)
            return ()
        return super().say(choice, part, piece, logprob)

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        return {"content": [thought_body(piece)]} if part.kind == "reasoning" else super().delta(part, piece)

    def last_delta(self, choice: int) -> Delta:
        """Return what ends a choice: its calls, where it has any."""
        calls = [call_body(part, "".join(pieces)) for part, pieces in self._calls[choice]]
        return {"content": "", "tool_calls": calls} if calls else {"content": ""}

    def choice(
        self, index: int, delta: Delta, logprob: Logprob | None, reason: FinishReason | None
    ) -> dict[str, object]:
        """Return one choice of a chunk."""
        finish = None if reason is None else FINISHES.get(reason, reason)
        said: dict[str, object] = {"index": index, "delta": delta, "finish_reason": finish}
        return said if logprob is None else {**said, "logprobs": logprobs_body((logprob,))}

    def after_finish(self, usage: Usage) -> dict[str, object]:
        """Return the usage."""
        return {"usage": usage_body(usage)}
