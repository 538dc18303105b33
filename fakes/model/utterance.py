"""An answer being said: token by token, up to where the request wants it to end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple, assert_never

from fakes.model.dialect import Logprob, PartKind, Spoken, SpokenPart
from fakes.model.sampling import Sampling
from fakes.model.saying import (
    Call,
    File,
    FinishReason,
    Part,
    Reasoning,
    RedactedReasoning,
    Refusal,
    Saying,
    Source,
    Text,
)
from fakes.model.text.stops import before_stop
from fakes.model.text.tokenizer import Tokenizer


class Opened(NamedTuple):
    """A part begins."""

    part: SpokenPart


class Said(NamedTuple):
    """Tokens of a part: one, unless nothing is to be waited for. Probabilities are there where they were asked for."""

    part: SpokenPart
    tokens: Sequence[str]
    logprobs: Sequence[Logprob] | None


class Closed(NamedTuple):
    """A part ends."""

    part: SpokenPart


Step = Opened | Said | Closed


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is to be said.

    ``name_call`` makes the id of the call with this number, ``sign`` the signature of the reasoning with this text;
    ``rate`` tells how likely the token at a position was. ``batch`` is the number of tokens that may come together;
    ``unseen`` keeps the reasoning to the model, which is billed for it.
    """

    sampling: Sampling
    tokenizer: Tokenizer
    name_call: Callable[[int], str]
    sign: Callable[[str], str]
    rate: Callable[[int, str], Logprob] | None = None
    batch: int = 1
    unseen: bool = False


class Utterance:
    """One choice, made as it is read, once. Read to its end, the attributes are true.

    ``tokens`` is everything said, ``reasoning`` the part of it that was reasoning; ``stop`` is the stop text that ended
    it.
    """

    def __init__(self, saying: Saying, manner: Manner) -> None:
        calls = any(isinstance(part, Call) for part in saying.parts)
        self.finish: FinishReason = saying.finish or ("tool_calls" if calls else "stop")
        self.stop: str | None = None
        self.tokens = 0
        self.reasoning = 0
        self._saying = saying
        self._manner = manner
        self._left = manner.sampling.max_tokens
        self._ended = False
        self._spoken = 0
        self._calls = 0

    def __iter__(self) -> Iterator[Step]:
        for part in self._saying.parts:
            if self._manner.unseen and isinstance(part, Reasoning | RedactedReasoning):
                self._think(part)
            else:
                yield from self._say(part)
            if self._ended:
                return

    def collect(self) -> Spoken:
        """Say all of it, and return it whole."""
        parts: list[tuple[SpokenPart, list[str]]] = []
        logprobs: list[Logprob] = []
        for step in self:
            if isinstance(step, Opened):
                parts.append((step.part, []))
            elif isinstance(step, Said):
                parts[-1][1].extend(step.tokens)
                logprobs.extend(step.logprobs or ())
        whole = tuple((part, "".join(tokens)) for part, tokens in parts)
        return Spoken(whole, self.finish, logprobs if self._manner.rate else None, self.stop)

    def _think(self, part: Reasoning | RedactedReasoning) -> None:
        for batch in self._limited(self._split(part)):
            self._count(len(batch), reasons=True)

    def _say(self, part: Part) -> Iterator[Step]:
        batches = self._limited(self._split(part))
        kind = _KINDS[type(part)]
        if kind == "text" and self._manner.sampling.stops:
            batches = self._before_stop(batches)
        first = next(batches, None)
        if first is None and (self._ended or kind in ("text", "refusal")):
            # Nothing is left to say of it.
            return
        spoken = self._named(part, kind)
        yield Opened(spoken)
        for batch in chain(() if first is None else (first,), batches):
            logprobs = self._rate(batch) if kind == "text" else None
            self._count(len(batch), reasons=kind == "reasoning")
            yield Said(spoken, batch, logprobs)
        yield Closed(spoken)

    def _split(self, part: Part) -> Iterator[str]:
        tokenizer = self._manner.tokenizer
        match part:
            case Text(str(text)) | Reasoning(text) | Refusal(text):
                return tokenizer.split(text)
            case Text(tokens):
                return iter(tokens)
            case Call():
                return tokenizer.split(part.arguments)
            case RedactedReasoning() | Source() | File():
                return iter(())
            case _ as unreachable:
                assert_never(unreachable)

    def _limited(self, tokens: Iterator[str]) -> Iterator[Sequence[str]]:
        size = self._manner.batch
        while self._left is None or self._left > 0:
            batch = tuple(islice(tokens, size if self._left is None else min(size, self._left)))
            if not batch:
                return
            if self._left is not None:
                self._left -= len(batch)
            yield batch
        if next(tokens, None) is not None:
            self.finish = "length"
            self._ended = True

    def _before_stop(self, batches: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        return map(_alone, before_stop(chain.from_iterable(batches), self._manner.sampling.stops, self._stopped))

    def _stopped(self, stop: str) -> None:
        self.finish = "stop"
        self.stop = stop
        self._ended = True

    def _rate(self, batch: Sequence[str]) -> Sequence[Logprob] | None:
        rate = self._manner.rate
        return None if rate is None else [rate(self.tokens + at, token) for at, token in enumerate(batch)]

    def _count(self, number: int, *, reasons: bool) -> None:
        self.tokens += number
        self.reasoning += number * reasons

    def _named(self, part: Part, kind: PartKind) -> SpokenPart:
        index, self._spoken = self._spoken, self._spoken + 1
        match part:
            case Call():
                call, self._calls = self._calls, self._calls + 1
                return SpokenPart(kind, index, call, id=part.id or self._manner.name_call(call), name=part.name)
            case Reasoning():
                return SpokenPart(kind, index, signature=part.signature or self._manner.sign(part.text))
            case RedactedReasoning():
                return SpokenPart(kind, index, data=part.data)
            case Source(url, title):
                return SpokenPart(kind, index, name=title, data=url)
            case File(url):
                return SpokenPart(kind, index, data=url)
            case _:
                return SpokenPart(kind, index)


_KINDS: dict[type[Part], PartKind] = {
    Text: "text",
    Reasoning: "reasoning",
    RedactedReasoning: "redacted",
    Call: "call",
    Refusal: "refusal",
    Source: "source",
    File: "file",
}


def _alone(token: str) -> Sequence[str]:
    return (token,)
