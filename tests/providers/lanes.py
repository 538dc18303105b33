"""The ways to an answer: without litellm, beneath its wrapper, and through it, because the way beneath is hidden."""

from collections.abc import AsyncGenerator, AsyncIterator
from types import ModuleType
from typing import Any

import pytest

from service.model import FinishChunk, ModelChunk, TextChunk, UsageChunk
from service.usage import Usage
from tests.providers.asking import (
    ANTHROPIC,
    BEDROCK,
    DEEPSEEK,
    GEMINI,
    LEAN,
    OPENAI,
    Outcome,
    on_lane,
    outcome_of,
    point_at,
    request_to,
)
from tests.providers.aws_messages import bedrock_event, bedrock_text
from tests.providers.dialects import ANTHROPIC_OPENING, OPENAI_ROLE, anthropic_text, gemini_text, openai_text
from tests.providers.loopback import Act, Upstream, answer, upstream

Chunks = AsyncGenerator[tuple[ModelChunk, ...], None]

VEILED = "openai, through the wrapper"
VEILED_DEEPSEEK = "deepseek, through the wrapper"
VEILED_ANTHROPIC = "anthropic, through the wrapper"
VEILED_GEMINI = "gemini, through the wrapper"

VEILS = {VEILED: OPENAI, VEILED_DEEPSEEK: DEEPSEEK, VEILED_ANTHROPIC: ANTHROPIC, VEILED_GEMINI: GEMINI}
"""Who is asked there."""

HELLO = {
    OPENAI: OPENAI_ROLE + openai_text("Hello"),
    DEEPSEEK: OPENAI_ROLE + openai_text("Hello"),
    LEAN: OPENAI_ROLE + openai_text("Hello"),
    ANTHROPIC: ANTHROPIC_OPENING + anthropic_text("Hello"),
    GEMINI: gemini_text("Hello"),
    BEDROCK: bedrock_event("messageStart", role="assistant") + bedrock_text("Hello"),
}
"""The beginning of an answer, in each lane's dialect."""

HELLO |= {veiled: HELLO[lane] for veiled, lane in VEILS.items()}

every_lane = pytest.mark.parametrize("lane", HELLO)


class Veil:
    """A provider's stream that shows nobody its HTTP response."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - the openai SDK's
        self._stream = stream

    def __aiter__(self) -> AsyncIterator[object]:
        chunks: AsyncIterator[object] = self._stream.__aiter__()
        return chunks

    async def aclose(self) -> None:
        await self._stream.close()


def veil(stream: Any) -> object:  # noqa: ANN401 - one of litellm's, or the openai SDK's
    """Return the stream as one of a kind that nobody knows."""
    if not hasattr(stream, "chunk_parser"):
        return Veil(stream)
    stream.__class__ = type("Unknown", (type(stream),), {})
    return stream


class Lanes:
    """Takes a lane by its name, and keeps litellm's wrappers and what they hold: no count of references closes it."""

    def __init__(self, litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._acompletion = litellm.acompletion
        self._veiling = False
        self._held: list[object] = []
        self.wrappers: list[Any] = []
        monkeypatch.setattr(litellm, "acompletion", self._spying)

    def stream(self, lane: str, playing: Upstream, *, silence: float = 10) -> Chunks:
        """Ask, and return what arrives; so many seconds of silence are a failure."""
        self._veiling = lane in VEILS
        point_at(playing.url, self._monkeypatch)
        model = VEILS.get(lane, lane)
        return on_lane(model, playing.url, timeout=silence).stream(request_to(model))

    async def ask(self, lane: str, *reply: bytes | Act, silence: float = 10) -> Outcome:
        """Return what becomes of a stream of these."""
        async with upstream([answer(), *reply]) as playing:
            return await outcome_of(self.stream(lane, playing, silence=silence))

    async def _spying(self, **arguments: Any) -> Any:  # noqa: ANN401 - litellm's
        wrapper = await self._acompletion(**arguments)
        stream = wrapper.completion_stream
        if self._veiling:
            self._veil(wrapper)
        self.wrappers.append(wrapper)
        # Gemini's is not there yet: the first read asks for it. A generator, Bedrock's, has nothing but its arguments.
        self._held.append((stream, getattr(stream, "__dict__", {}).copy()))
        return wrapper

    def _veil(self, wrapper: Any) -> None:  # noqa: ANN401 - litellm's
        if wrapper.completion_stream is not None:
            wrapper.completion_stream = veil(wrapper.completion_stream)
            return
        make = wrapper.make_call

        async def make_veiled(**arguments: Any) -> object:  # noqa: ANN401 - litellm's
            return veil(await make(**arguments))

        wrapper.make_call = make_veiled


def text_of(chunks: list[ModelChunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextChunk))


def reasons_of(chunks: list[ModelChunk]) -> list[str]:
    return [chunk.reason for chunk in chunks if isinstance(chunk, FinishChunk)]


def usages_of(chunks: list[ModelChunk]) -> list[Usage]:
    return [chunk.usage for chunk in chunks if isinstance(chunk, UsageChunk)]
