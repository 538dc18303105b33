"""The real ollama client against the server."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import ollama
import pytest
from pydantic import BaseModel

from fakes.model import ModelServer
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("litellm"), *LITELLMS_WARNINGS]

Completion = Any
"""What litellm returns, which its types do not tell apart from a stream."""

MODEL = "llama3.2"
HELLO = [{"role": "user", "content": "Hello! How are you?"}]


class City(BaseModel):
    name: str
    people: int


def get_weather(city: str) -> str:
    """Tell the weather.

    Args:
        city: where
    """
    return f"sunny in {city}"


def read_news(topic: str) -> str:
    """Tell the news.

    Args:
        topic: of what
    """
    return f"nothing new about {topic}"


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


@pytest.fixture
async def client(origin: str) -> AsyncIterator[ollama.AsyncClient]:
    async with ollama.AsyncClient(host=origin) as client:
        yield client


async def test_a_chat_that_is_streamed_says_what_the_whole_one_says(client: ollama.AsyncClient) -> None:
    whole = await client.chat(MODEL, HELLO)
    lines = [line async for line in await client.chat(MODEL, HELLO, stream=True)]
    assert "".join(line.message.content or "" for line in lines) == whole.message.content != ""
    assert [line.done for line in lines] == [False] * (len(lines) - 1) + [True]
    assert (lines[-1].done_reason, lines[-1].eval_count) == (whole.done_reason, whole.eval_count)


async def test_generate_that_is_streamed_says_what_the_whole_one_says(client: ollama.AsyncClient) -> None:
    whole = await client.generate(MODEL, "Hello!", system="Be kind.")
    lines = [line async for line in await client.generate(MODEL, "Hello!", system="Be kind.", stream=True)]
    assert "".join(line.response or "" for line in lines) == whole.response != ""
    assert lines[-1].context == whole.context


async def test_several_tools_are_called_at_once_and_their_results_are_told(client: ollama.AsyncClient) -> None:
    asked: list[Any] = [{"role": "user", "content": "What is the weather, and what is the news?"}]
    tools: list[Any] = [get_weather, read_news]
    whole = await client.chat(MODEL, asked, tools=tools)
    lines = [line async for line in await client.chat(MODEL, asked, tools=tools, stream=True)]
    calls = [call for line in lines for call in line.message.tool_calls or ()]
    assert calls == whole.message.tool_calls
    assert [call.function.name for call in calls] == ["get_weather", "read_news"]
    results: list[Any] = [
        {"role": "tool", "tool_name": tool.__name__, "content": tool(**call.function.arguments)}
        for tool, call in zip(tools, calls, strict=True)
    ]
    told = await client.chat(MODEL, [*asked, whole.message, *results], tools=tools)
    assert "sunny in" in str(told.message.content)
    assert "nothing new about" in str(told.message.content)


async def test_thoughts_are_shown_to_those_who_ask(client: ollama.AsyncClient) -> None:
    whole = await client.chat("qwen3", HELLO, think=True)
    lines = [line async for line in await client.chat("qwen3", HELLO, think=True, stream=True)]
    assert "".join(line.message.thinking or "" for line in lines) == whole.message.thinking
    assert whole.message.thinking
    spared = await client.chat("qwen3", HELLO, think=False)
    assert spared.message.thinking is None


async def test_structured_output_fits_the_schema(client: ollama.AsyncClient) -> None:
    whole = await client.chat(MODEL, HELLO, format=City.model_json_schema())
    City.model_validate_json(whole.message.content or "")
    answer = await client.generate(MODEL, "A city, as JSON", format="json")
    assert str(answer.response).startswith("{")


async def test_an_answer_ends_where_it_is_told_to(client: ollama.AsyncClient) -> None:
    cut = await client.chat(MODEL, HELLO, options={"num_predict": 3})
    assert (cut.done_reason, cut.eval_count) == ("length", 3)


async def test_probabilities_are_told(client: ollama.AsyncClient) -> None:
    whole = await client.chat(MODEL, HELLO, logprobs=True, top_logprobs=2)
    told = whole.logprobs or ()
    assert "".join(logprob.token for logprob in told) == whole.message.content
    assert {len(logprob.top_logprobs or ()) for logprob in told} == {2}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("model", "fields", "status", "text"),
    [
        ("fake/nobody", {}, 404, "model 'fake/nobody' not found"),
        (MODEL, {"think": True}, 400, '"llama3.2" does not support thinking'),
        (MODEL, {"options": {"temperature": "hot"}}, 500, 'option "temperature" must be of type float32'),
    ],
    ids=["model", "think", "option"],
)
async def test_a_refusal_is_the_clients_own_error(
    client: ollama.AsyncClient, model: str, fields: dict[str, Any], status: int, text: str, *, stream: bool
) -> None:
    with pytest.raises(ollama.ResponseError) as caught:
        await _read(client, {"model": model, "messages": HELLO, "stream": stream, **fields})
    assert (caught.value.status_code, caught.value.error) == (status, text)


async def _read(client: ollama.AsyncClient, request: dict[str, Any]) -> None:
    answer: Any = await client.chat(**request)
    if request["stream"]:
        assert [line async for line in answer]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_a_failure_is_the_clients_own_error(origin: str, status: int, *, stream: bool) -> None:
    async with ollama.AsyncClient(host=origin, headers={"x-fake-fault": f"status={status};message=no"}) as client:
        with pytest.raises(ollama.ResponseError) as caught:
            await _read(client, {"model": MODEL, "messages": HELLO, "stream": stream})
    assert (caught.value.status_code, caught.value.error) == (status, "no")


async def test_a_failure_within_a_stream_comes_behind_what_was_said(origin: str) -> None:
    said = []
    async with ollama.AsyncClient(host=origin, headers={"x-fake-fault": "error@event=2;message=no"}) as client:
        with pytest.raises(ollama.ResponseError, match="no"):  # noqa: PT012 - the error comes in the middle of the loop
            async for line in await client.chat(MODEL, HELLO, stream=True):
                said.append(line.message.content)  # noqa: PERF401 - as above
    assert len(said) == 2


async def test_texts_are_embedded(client: ollama.AsyncClient) -> None:
    both = await client.embed("nomic-embed-text", ["one", "two"], dimensions=32)
    assert [len(vector) for vector in both.embeddings] == [32, 32]
    assert len((await client.embeddings("nomic-embed-text", "one")).embedding) == 768


async def test_models_are_listed_shown_and_running(client: ollama.AsyncClient) -> None:
    listed = (await client.list()).models
    assert [model.model for model in listed] == ["fake/default:latest", "fake/long:latest"]
    assert str(listed[0].modified_at) == "2025-01-01 00:00:00+00:00"
    shown = await client.show(str(listed[0].model))
    assert shown.modelinfo is not None
    assert "completion" in (shown.capabilities or ())
    assert [model.context_length for model in (await client.ps()).models] == [128_000] * 2
    answer = await client.chat(str(listed[0].model), HELLO)
    assert answer.model == "fake/default:latest"


@pytest.mark.parametrize("path", ["/", "/ollama/"])
async def test_the_sign_of_life_may_be_asked_for_without_its_words(origin: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=origin) as client:
        assert (await client.get(path)).text == "Ollama is running"
        head = await client.head(path)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "17", b"")
