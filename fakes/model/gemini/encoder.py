"""An answer -> the chunks of a streamed one, each a whole GenerateContentResponse."""

from collections.abc import Iterable
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.gemini.answer import content_body, heading_body, logprobs_body, usage_body
from fakes.model.gemini.voice import Manners, Part, Voice
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class Framing:
    """What stands around the chunks of a stream: before the first, before and behind each, and behind the last."""

    content_type: str
    opening: bytes
    before: bytes
    behind: bytes
    closing: bytes


SSE = Framing("text/event-stream", b"data: ", b"data: ", b"\r\n\r\n", b"")
"""With ``?alt=sse``."""

ARRAY = Framing("application/json; charset=UTF-8", b"[", b",\r\n", b"\r\n", b"]")
"""Without it: one JSON array, sent piece by piece."""


class GeminiEncoder:
    """The chunks of one stream. Each tells the usage up to it; the last candidate's end waits for the true one."""

    def __init__(self, heading: Heading, framing: Framing, manners: Manners, choices: int) -> None:
        self._framing = framing
        self._prompt = heading.prompt_tokens
        self._suffix = b"," + compact_json.encode(heading_body(heading, manners))[1:]
        self._voices = [Voice(heading, choice, manners) for choice in range(choices)]
        self._arguments = [""] * choices
        self._speaking = choices
        self._last: dict[str, object] = {}
        self._tokens = 0
        self._thoughts = 0
        self._begun = False

    def begin(self) -> Iterable[bytes]:
        """Return nothing: the first chunk already says something."""
        return ()

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - parts begin without a word
        """Return nothing; a call's arguments are collected from here on."""
        self._arguments[choice] = ""
        return ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return the chunk for one token; none for a call's."""
        self._tokens += 1
        voice = self._voices[choice]
        if part.kind == "call":
            self._arguments[choice] += piece
            return ()
        if part.kind == "reasoning":
            self._thoughts += 1
            return (self._chunk(_candidate(choice, [voice.thought(piece)])),)
        more: dict[str, object] = {} if logprob is None else {"logprobsResult": logprobs_body((logprob,))}
        return (self._chunk(_candidate(choice, [voice.text(piece)], more)),)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return a call, whole; nothing for other parts."""
        voice = self._voices[choice]
        if part.kind == "reasoning":
            voice.thought_over(part)
        if part.kind != "call":
            return ()
        call = voice.call(part, self._arguments[choice])
        return (self._chunk(_candidate(choice, [call])),) if call else ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return the chunk that ends a candidate; that of the last one comes at the end."""
        voice = self._voices[choice]
        candidate = _candidate(choice, [voice.ending()], voice.finish(reason))
        self._speaking -= 1
        if self._speaking:
            return (self._chunk(candidate),)
        self._last = candidate
        return ()

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the chunk that ends the last candidate, with the usage of all of them."""
        return (self._chunk(self._last, usage) + self._framing.closing,)

    def _chunk(self, candidate: dict[str, object], usage: Usage | None = None) -> bytes:
        usage = usage or Usage(self._prompt, self._tokens, self._thoughts)
        body = compact_json.encode({"candidates": [candidate], "usageMetadata": usage_body(usage)})
        before = self._framing.before if self._begun else self._framing.opening
        self._begun = True
        return before + body[:-1] + self._suffix + self._framing.behind


def _candidate(choice: int, parts: list[Part], more: dict[str, object] | None = None) -> dict[str, object]:
    return {"content": content_body(parts), **(more or {}), "index": choice}
