"""The frames of raw answers, each held to the types of the provider's own client with nothing else allowed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import groq.types.chat
import openai.types.chat
import pydantic
from mistralai.client import models as mistral

from tests.fakes.model.anthropic import typed_events as anthropic
from tests.fakes.model.azure import typed_frames as azure
from tests.fakes.model.bedrock import clients as bedrock_clients
from tests.fakes.model.bedrock import typed_frames as bedrock
from tests.fakes.model.conformance.told import Json
from tests.fakes.model.deepseek import typed_frames as deepseek
from tests.fakes.model.family.providers import chunks
from tests.fakes.model.gemini import typed_frames as gemini
from tests.fakes.model.ollama import typed_frames as ollama
from tests.fakes.model.openrouter import typed_frames as openrouter
from tests.fakes.model.responses import typed_events as responses

Check = Callable[[Json], None]


@dataclass(frozen=True)
class Shape:
    """A dialect's answers: what judges a whole one, and what judges each frame of a stream and returns them."""

    whole: Check
    stream: Callable[[bytes], list[Json]]


def _each(frames: Callable[[bytes], Iterable[Json]], check: Check) -> Callable[[bytes], list[Json]]:
    def judged(data: bytes) -> list[Json]:
        found = list(frames(data))
        for frame in found:
            check(frame)
        return found

    return judged


def _typed(model: type[pydantic.BaseModel]) -> Check:
    def check(document: Json) -> None:
        model.model_validate_json(json.dumps(document), strict=True, extra="forbid")

    return check


def _chunks(data: bytes) -> list[Json]:
    return chunks(data.decode())


def _azure(data: bytes) -> list[Json]:
    first, *parts = _chunks(data)
    azure.check_first(first)
    for part in parts:
        azure.check_part(part)
    return parts


def _events(data: bytes) -> Iterator[Json]:
    *events, nothing = data.split(b"\r\n\r\n")
    assert nothing == b""
    return (json.loads(event.removeprefix(b"data: ")) for event in events)


def _lines(data: bytes) -> Iterator[Json]:
    *lines, nothing = data.split(b"\n")
    assert nothing == b""
    return map(json.loads, lines)


def _messages(data: bytes) -> list[Json]:
    messages = bedrock_clients.events(data)
    for message in messages:
        bedrock.check_message(message)
    return [payload for _, payload in messages]


SHAPES: Mapping[str, Shape] = {
    "openai": Shape(
        _typed(openai.types.chat.ChatCompletion), _each(_chunks, _typed(openai.types.chat.ChatCompletionChunk))
    ),
    "responses": Shape(responses.check_response, responses.events),
    "anthropic": Shape(anthropic.check_message, anthropic.events),
    "gemini": Shape(gemini.check, _each(_events, gemini.check)),
    "bedrock": Shape(bedrock.check_whole, _messages),
    "ollama": Shape(ollama.check, _each(_lines, ollama.check)),
    "azure": Shape(azure.check_whole, _azure),
    "mistral": Shape(_typed(mistral.ChatCompletionResponse), _each(_chunks, _typed(mistral.CompletionChunk))),
    "groq": Shape(_typed(groq.types.chat.ChatCompletion), _each(_chunks, _typed(groq.types.chat.ChatCompletionChunk))),
    "openrouter": Shape(openrouter.check_whole, _each(_chunks, openrouter.check_part)),
    "deepseek": Shape(deepseek.check_whole, _each(_chunks, deepseek.check_part)),
}
"""By dialect."""
