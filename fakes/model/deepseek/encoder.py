"""An answer -> the chunks of DeepSeek's stream."""

from fakes.model.deepseek.answer import heading_body, usage_body
from fakes.model.dialect import Heading, SpokenPart
from fakes.model.openai.chunk_encoder import Delta
from fakes.model.openai.usage_in_finish import UsageInFinish
from fakes.model.usage import Usage


class DeepSeekEncoder(UsageInFinish):
    """The events of one stream. A model that ``thinks`` says in every delta which of the two it is."""

    def __init__(self, heading: Heading, *, include_usage: bool, thinks: bool) -> None:
        before = {**heading_body(heading, "chat.completion.chunk"), "system_fingerprint": heading.fingerprint}
        super().__init__(before, {"usage": None} if include_usage else {}, choices=1)
        self._thinks = thinks

    def wait(self) -> bytes:
        """Return what keeps the connection alive while the request waits for its turn."""
        return b": keep-alive\n\n"

    def first_delta(self) -> Delta:
        """Return what begins the answer."""
        if self._thinks:
            return {"role": "assistant", "content": None, "reasoning_content": ""}
        return super().first_delta()

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        if part.kind == "reasoning":
            return {"content": None, "reasoning_content": piece}
        if part.kind == "call" or not self._thinks:
            return super().delta(part, piece)
        return {"content": piece, "reasoning_content": None}

    def last_delta(self, choice: int) -> Delta:  # noqa: ARG002 - there is one
        """Return what ends the answer."""
        return {"content": "", "reasoning_content": None} if self._thinks else {"content": ""}

    def after_finish(self, usage: Usage) -> dict[str, object]:
        """Return the usage."""
        return {"usage": usage_body(usage, thinks=self._thinks)}
