"""An answer -> the chunks of OpenRouter's stream."""

from collections.abc import Iterable

from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.openai.chunk_encoder import DONE, ChunkEncoder, Delta
from fakes.model.openrouter.answer import heading_body, thought_body, usage_body
from fakes.model.openrouter.vendors import vendor_of
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class OpenRouterEncoder(ChunkEncoder):
    """The events of one stream. Every delta says whose it is; a model that ``thinks`` has a place for it in each."""

    def __init__(self, heading: Heading, *, choices: int, cost: bool, thinks: bool) -> None:
        before = heading_body(heading, "chat.completion.chunk")
        super().__init__(before, {"system_fingerprint": heading.fingerprint}, choices=choices)
        self._fingerprint = heading.fingerprint
        self._vendor = vendor_of(heading.model)
        self._cost = cost
        self._thinks = thinks

    def wait(self) -> bytes:
        """Return what keeps the connection alive while the provider has not begun."""
        return b": OPENROUTER PROCESSING\n\n"

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the event that names a call, or that holds a thought which only the provider can read."""
        if part.kind == "redacted":
            return (self._think(choice, part, "", signed=False),)
        return super().open_part(choice, part)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the proof of a thought, where the provider gives one."""
        if part.kind == "reasoning" and self._vendor.signs:
            return (self._think(choice, part, "", signed=True),)
        return ()

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the usage and the end."""
        told = {"system_fingerprint": self._fingerprint, "usage": usage_body(usage, cost=self._cost)}
        return (self.event([self.choice(0, self.last_delta(0), None, None)], told), DONE)

    def first_delta(self) -> Delta:
        """Return what begins a choice."""
        return self._delta("")

    def call_delta(self, part: SpokenPart) -> Delta:
        """Return what names a call."""
        return {"role": "assistant", "content": None, **super().call_delta(part)}

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        if part.kind == "reasoning":
            details = [thought_body(part, piece, self._vendor, signed=False)]
            return {"role": "assistant", "content": "", "reasoning": piece, "reasoning_details": details}
        if part.kind == "refusal":
            return {"role": "assistant", "content": "", "refusal": piece}
        if part.kind == "call":
            return {"role": "assistant", "content": None, **super().delta(part, piece)}
        return self._delta(piece)

    def last_delta(self, choice: int) -> Delta:  # noqa: ARG002 - they all end alike
        """Return what ends a choice."""
        return {"role": "assistant", "content": ""}

    def choice(
        self, index: int, delta: Delta, logprob: Logprob | None, reason: FinishReason | None
    ) -> dict[str, object]:
        """Return one choice of a chunk."""
        said = super().choice(index, delta, logprob, reason)
        native = None if reason is None else self._vendor.finish(reason)
        return {
            "index": index,
            "delta": delta,
            "finish_reason": reason,
            "native_finish_reason": native,
            "logprobs": said["logprobs"],
        }

    def _delta(self, piece: str) -> Delta:
        thoughts: Delta = {"reasoning": None, "reasoning_details": []} if self._thinks else {}
        return {"role": "assistant", "content": piece, **thoughts}

    def _think(self, choice: int, part: SpokenPart, piece: str, *, signed: bool) -> bytes:
        details = [thought_body(part, piece, self._vendor, signed=signed)]
        delta: Delta = {"role": "assistant", "content": "", "reasoning_details": details}
        return self.event([self.choice(choice, delta, None, None)])
