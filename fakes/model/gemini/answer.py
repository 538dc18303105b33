"""An answer -> the one body that says it, and what its chunks share with it (GenerateContentResponse)."""

import math
import zlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from fakes.model.dialect import Heading, Logprob, Spoken
from fakes.model.gemini.voice import Manners, Part, Voice
from fakes.model.usage import Usage

_TOKEN_IDS = 262_144


def answer_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage, manners: Manners) -> dict[str, object]:
    """Return the body of an answer that is not streamed."""
    candidates = [_candidate(heading, index, choice, manners) for index, choice in enumerate(spoken)]
    return {"candidates": candidates, "usageMetadata": usage_body(usage), **heading_body(heading, manners)}


def heading_body(heading: Heading, manners: Manners) -> dict[str, object]:
    """Return what every chunk of an answer, or its one body, ends with."""
    made = datetime.fromtimestamp(heading.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "modelVersion": heading.model,
        **({"createTime": made} if manners.tells_time else {}),
        "responseId": heading.id("", length=22),
    }


def content_body(parts: Sequence[Part]) -> dict[str, object]:
    """Return the content of a candidate; one that says nothing has no parts."""
    return {**({"parts": list(parts)} if parts else {}), "role": "model"}


def usage_body(usage: Usage) -> dict[str, object]:
    """Return ``usageMetadata``. What was thought is counted apart from what was said."""
    said = usage.completion - usage.reasoning
    return {
        "promptTokenCount": usage.prompt,
        **({"candidatesTokenCount": said} if said else {}),
        "totalTokenCount": usage.total,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": usage.prompt}],
        **({"thoughtsTokenCount": usage.reasoning} if usage.reasoning else {}),
    }


def logprobs_body(logprobs: Iterable[Logprob]) -> dict[str, object]:
    """Return how likely tokens were: those that were said, and what else was likely."""
    chosen, top = [], []
    for logprob in logprobs:
        chosen.append(_likely(logprob.token, logprob.logprob))
        top.append({"candidates": [_likely(token, value) for token, value in logprob.top]})
    return {"topCandidates": top, "chosenCandidates": chosen}


def _candidate(heading: Heading, index: int, spoken: Spoken, manners: Manners) -> dict[str, object]:
    voice = Voice(heading, index, manners)
    parts = voice.parts(spoken.parts)
    body: dict[str, object] = {"content": content_body(parts), **voice.finish(spoken.finish)}
    if spoken.logprobs:
        # Exactly rounded: a plain sum of floats differs between releases of Python.
        total = math.fsum(logprob.logprob for logprob in spoken.logprobs)
        body["avgLogprobs"] = round(total / len(spoken.logprobs), 6)
        body["logprobsResult"] = logprobs_body(spoken.logprobs)
    return {**body, "index": index}


def _likely(token: str, value: float) -> dict[str, object]:
    number = zlib.crc32(token.encode(errors="backslashreplace")) % _TOKEN_IDS
    return {"token": token, "tokenId": number, "logProbability": value}
