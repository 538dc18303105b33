"""An answer -> the chunks of a chat completion's stream."""

from collections.abc import Iterable, Mapping

from fakes.model.dialect import Heading, PartKind, SpokenPart
from fakes.model.openai.chunk_encoder import DONE, ChunkEncoder, Delta
from fakes.model.openai.completion import beside_text, heading_body, usage_body
from fakes.model.usage import Usage

_PLACES: Mapping[PartKind, str] = {"refusal": "refusal", "reasoning": "reasoning_content"}
"""Where words stand that are no content. DeepSeek, vLLM and others who speak like OpenAI show their thoughts there."""


class ChatEncoder(ChunkEncoder):
    """The events of one stream. ``usage`` is a key only for those who asked for it."""

    def __init__(self, heading: Heading, *, choices: int, include_usage: bool) -> None:
        after = {"usage": None} if include_usage else {}
        super().__init__(heading_body(heading, "chat.completion.chunk"), after, choices=choices)
        self._include_usage = include_usage

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the usage, where it was asked for, and the end."""
        if self._include_usage:
            yield self.event((), {"usage": usage_body(usage)})
        yield DONE

    def first_delta(self) -> Delta:
        """Return what begins a choice."""
        return {**super().first_delta(), "refusal": None}

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return the event that names a call, cites a page, or has a file."""
        if beside := beside_text((part,)):
            return (self.event([self.choice(choice, beside, None, None)]),)
        return super().open_part(choice, part)

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        return {_PLACES[part.kind]: piece} if part.kind in _PLACES else super().delta(part, piece)
