"""An answer -> the chunks of a legacy completion's stream."""

from collections.abc import Iterable, Mapping

from fakes.model import compact_json
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.openai.chunk_encoder import DONE
from fakes.model.openai.legacy_completion_body import Echo, choice_body, heading_body, logprobs_body, usage_body
from fakes.model.openai.legacy_completion_request import CompletionRequest
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class CompletionEncoder:
    """The events of one stream. ``usage`` is a key only for those who asked for it; ``echo`` is what is repeated."""

    def __init__(self, heading: Heading, asked: CompletionRequest, echo: Echo | None) -> None:
        self._asked = asked
        self._echo = echo
        self._prefix = b"data: " + compact_json.encode(heading_body(heading))[:-1] + b',"choices":['
        self._suffix = b'],"usage":null}\n\n' if asked.include_usage else b"]}\n\n"
        self._offsets = [len(asked.text)] * asked.sampling.choices

    def begin(self) -> Iterable[bytes]:
        """Yield the prompt, for each choice, where it is to be repeated."""
        if self._echo is None:
            return
        logprobs = None
        if self._asked.logprobs is not None:
            logprobs = logprobs_body(self._echo.logprobs or (), 0, top=self._asked.logprobs)
        for choice in range(self._asked.sampling.choices):
            yield self._event(choice, self._echo.text, logprobs, None)

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - parts begin without a word
        """Return nothing."""
        return ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Yield the event for one token of text; other parts have no place here."""
        if part.kind not in ("text", "refusal"):
            return
        logprobs = None
        if logprob is not None and self._asked.logprobs is not None:
            logprobs = logprobs_body((logprob,), self._offsets[choice], top=self._asked.logprobs)
        self._offsets[choice] += len(piece)
        yield self._event(choice, piece, logprobs, None)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - parts end without a word
        """Return nothing."""
        return ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return the event that ends a choice."""
        return (self._event(choice, "", None, reason),)

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Yield the usage, where it was asked for, and the end."""
        if self._asked.include_usage:
            yield self._prefix + b'],"usage":' + compact_json.encode(usage_body(usage)) + b"}\n\n"
        yield DONE

    def _event(
        self, choice: int, text: str, logprobs: Mapping[str, object] | None, reason: FinishReason | None
    ) -> bytes:
        return self._prefix + compact_json.encode(choice_body(choice, text, logprobs, reason)) + self._suffix
