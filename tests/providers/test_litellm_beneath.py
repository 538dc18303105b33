"""What is read beneath litellm's wrapper, and that litellm has it where we look for it: see when the pin moves."""

import inspect
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any

import httpx
import pytest

from service.providers.litellm_beneath import BEDROCK, DECODERS, beneath
from service.providers.litellm_decoder import LitellmDecoder
from service.providers.openai_decoder import OpenAIDecoder
from service.providers.raw_stream import Decoder
from tests.providers.asking import LITELLMS_WARNINGS
from tests.providers.litellms_streams import bedrocks_decoder, litellms, stream_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("litellm"), *LITELLMS_WARNINGS]

KINDS: dict[str, type[Decoder]] = {
    "gpt_transformation": OpenAIDecoder,
    "groq": OpenAIDecoder,
    "openrouter": OpenAIDecoder,
    "mistral": LitellmDecoder,
    "xai": LitellmDecoder,
    "fireworks_ai": LitellmDecoder,
    "anthropic": LitellmDecoder,
    "gemini": LitellmDecoder,
    "ollama": LitellmDecoder,
}


def response() -> httpx.Response:
    async def body() -> AsyncIterator[bytes]:
        yield b"data: {}\n\n"

    return httpx.Response(200, content=body())


@pytest.mark.parametrize("name", DECODERS)
def test_every_stream_that_we_know_is_there_and_parses_chunks(name: str) -> None:
    assert list(inspect.signature(litellms(name).chunk_parser).parameters) == ["self", "chunk"]


def test_bedrocks_decoder_is_there_and_has_what_we_ask_it() -> None:
    decoder = bedrocks_decoder()
    assert callable(decoder._parse_message_from_event)
    assert decoder._thinking_ran is False
    assert list(inspect.signature(decoder.chunk_parser).parameters) == ["chunk_data"]


def test_ollamas_stream_remembers_whether_the_model_thinks() -> None:
    stream = stream_of("ollama")
    assert (stream.started_reasoning_content, stream.finished_reasoning_content) == (False, False)


def test_litellms_wrapper_asks_late_and_tells_errors_where_we_look(litellm: ModuleType) -> None:
    wrapper = litellm.CustomStreamWrapper
    assert inspect.iscoroutinefunction(wrapper.fetch_stream)
    assert list(inspect.signature(wrapper._handle_stream_fallback_error).parameters) == ["self", "e"]


@pytest.mark.parametrize(("provider", "kind"), KINDS.items(), ids=KINDS)
def test_a_stream_that_we_know_is_read_from_its_response(provider: str, kind: type[Decoder]) -> None:
    answer = response()
    found = beneath(stream_of(provider, answer.aiter_lines()))
    assert found is not None
    assert found[0] is answer
    assert type(found[1]) is kind


async def test_bedrocks_too() -> None:
    answer = response()
    decoder = bedrocks_decoder()
    found = beneath(decoder.aiter_bytes(answer.aiter_bytes()))
    assert found is not None
    assert found[0] is answer
    assert type(found[1]) is LitellmDecoder


@pytest.mark.parametrize("name", DECODERS)
def test_another_kind_of_stream_goes_through_the_wrapper_though_it_is_made_of_one(name: str) -> None:
    kind = type("Newer", (litellms(name),), {})
    stream: Any = object.__new__(kind)
    stream.streaming_response = response().aiter_lines()
    assert beneath(stream) is None


async def test_so_does_one_whose_response_is_out_of_reach() -> None:
    begun = response().aiter_lines()
    await anext(begun)
    for lines in (None, begun, ["data: {}"]):
        assert beneath(stream_of("anthropic", lines)) is None
    assert beneath(bedrocks_decoder().aiter_bytes(begun)) is None
    assert beneath(object()) is None
    assert beneath(None) is None


async def test_so_does_any_other_generator() -> None:
    async def generator(iterator: object) -> AsyncIterator[object]:
        yield iterator

    assert beneath(generator(response().aiter_bytes())) is None
    assert litellms(BEDROCK) is type(bedrocks_decoder())
