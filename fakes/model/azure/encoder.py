"""An answer -> the chunks of Azure's stream."""

from collections.abc import Iterable

from fakes.model import compact_json
from fakes.model.azure.answer import ordered
from fakes.model.azure.content_filter import answer_results, prompt_filter_results
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.openai.chunk_encoder import DONE, ChunkEncoder, Delta
from fakes.model.openai.completion import heading_body, usage_body
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

# What comes first belongs to no answer: the filters have read the prompt, and the model has not.
_PASSED = {"created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": prompt_filter_results()}
PROMPT_PASSED = b"data: " + compact_json.encode(ordered({**_PASSED, "choices": []})) + b"\n\n"


class AzureEncoder(ChunkEncoder):
    """The events of one stream. Every choice of a chunk tells what the filters say of it."""

    def __init__(self, heading: Heading, *, choices: int, include_usage: bool) -> None:
        self._shared = heading_body(heading, "chat.completion.chunk")
        after = {**dict(sorted(self._shared.items())), **({"usage": None} if include_usage else {})}
        super().__init__({}, after, choices=choices)
        self._include_usage = include_usage

    def begin(self) -> Iterable[bytes]:
        """Return what the filters say of the prompt, and the events that begin the choices."""
        return (PROMPT_PASSED, *super().begin())

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the usage, where it was asked for, and the end."""
        if self._include_usage:
            yield self.event((), {**dict(sorted(self._shared.items())), "usage": ordered(usage_body(usage))})
        yield DONE

    def first_delta(self) -> Delta:
        """Return what begins a choice."""
        return {"content": "", "refusal": None, "role": "assistant"}

    def delta(self, part: SpokenPart, piece: str) -> Delta:
        """Return what a token adds."""
        return {"refusal": piece} if part.kind == "refusal" else super().delta(part, piece)

    def choice(
        self, index: int, delta: Delta, logprob: Logprob | None, reason: FinishReason | None
    ) -> dict[str, object]:
        """Return one choice of a chunk. What has no words, and passes, has no results either."""
        judged = delta.get("content") or reason == "content_filter"
        results = answer_results(reason) if judged else {}
        said = super().choice(index, delta, logprob, reason)
        return {"content_filter_results": results, **dict(sorted(said.items()))}
