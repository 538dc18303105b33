"""The real Mistral client against the server."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError, MistralError, SDKError
from mistralai.client.models import ChatCompletionResponse, CompletionChunk, EmbeddingResponse, ModelList

from fakes.model import ModelServer
from fakes.model.torture.environment import PATHS
from tests.fakes.model.family.providers import (
    CALL,
    MISTRAL,
    NEEDS_BOTH,
    OTHER_CALL,
    TOOLS,
    Json,
    asked,
    finishes,
    playing,
    post,
    streamed,
)

pytestmark = pytest.mark.anyio

HELLO: Any = [{"role": "user", "content": "Hello! How are you?"}]
THOUGHT = [{"reasoning": "Let me see."}, {"text": "Yes."}]
MAGISTRAL = "magistral-medium-latest"
FAULT = "x-fake-fault"


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


@pytest.fixture
async def client(origin: str) -> AsyncIterator[Mistral]:
    async with Mistral(api_key="key", server_url=origin + PATHS["mistral"]) as client:
        yield client


SAID: list[tuple[str, object, Json]] = [
    ("text", "Hello there.", {}),
    ("refusal", [{"refusal": "No."}], {}),
    ("calls", [{"text": "Wait."}, CALL, OTHER_CALL], {"tools": TOOLS}),
    ("likely", "Hello there.", {"logprobs": True, "top_logprobs": 2}),
    ("choices", "Hello there.", {"n": 2}),
    ("thought", THOUGHT, {"model": MAGISTRAL}),
    ("only a thought", THOUGHT, {"model": MAGISTRAL, "max_tokens": 2}),
    ("an effort", THOUGHT, {"reasoning_effort": "high"}),
]


@pytest.mark.parametrize(("say", "body"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
async def test_every_frame_is_what_the_client_says_it_is(tmp_path: Path, say: object, body: Json) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, MISTRAL, **body)
        parts = await streamed(server.origin, MISTRAL, **body)
    ChatCompletionResponse.model_validate(whole, strict=True, extra="forbid")
    for part in parts:
        CompletionChunk.model_validate(part, strict=True, extra="forbid")
    assert len({(part["id"], part["created"], part["model"]) for part in parts}) == 1
    assert [part["usage"] for part in parts if "usage" in part] == [parts[-1]["usage"]] == [whole["usage"]]
    assert finishes(parts) == [choice["finish_reason"] for choice in whole["choices"]]
    choices = [choice for part in (whole, *parts) for choice in part["choices"]]
    assert any("logprobs" in choice for choice in choices) is ("logprobs" in body)
    assert all("refusal" not in choice.get("message", choice.get("delta")) for choice in choices)


async def test_all_calls_come_at_once_with_the_end(tmp_path: Path) -> None:
    async with playing(tmp_path, [{"text": "Wait."}, CALL, OTHER_CALL]) as server:
        *parts, last = await streamed(server.origin, MISTRAL, tools=TOOLS)
    assert not any("tool_calls" in part["choices"][0]["delta"] for part in parts)
    assert [call["function"]["arguments"] for call in last["choices"][0]["delta"]["tool_calls"]] == [
        '{"city":"Ulm"}',
        '{"city":"Bonn"}',
    ]


async def test_an_id_that_nobody_chose_has_nine_signs(origin: str, client: Mistral) -> None:
    asking: Any = {"model": "mistral-small-latest", "messages": NEEDS_BOTH, "tools": TOOLS}
    whole = await client.chat.complete_async(**asking)
    stream = await client.chat.stream_async(**asking)
    parts = [event.data async for event in stream]
    calls: Any = whole.choices[0].message.tool_calls  # type: ignore[union-attr] # it has one
    assert [call.function.name for call in calls] == ["get_weather", "read_news"]
    assert all(len(call.id) == 9 and call.id.isalnum() for call in calls)
    streamed_calls: Any = parts[-1].choices[0].delta.tool_calls
    assert [call.function for call in streamed_calls] == [call.function for call in calls]
    assert [call.index for call in streamed_calls] == [0, 1]

    results = [
        {"role": "tool", "tool_call_id": call.id, "name": call.function.name, "content": f"sunny {number}"}
        for number, call in enumerate(calls)
    ]
    turns: Any = [*NEEDS_BOTH, whole.choices[0].message, *results]
    told = await client.chat.complete_async(model="mistral-small-latest", messages=turns, tools=asking["tools"])
    text = str(told.choices[0].message.content)  # type: ignore[union-attr] # it has one
    assert "**get_weather** says: sunny 0" in text
    assert "**read_news** says: sunny 1" in text


async def test_the_client_reads_a_stream(client: Mistral) -> None:
    whole = await client.chat.complete_async(model="mistral-small-latest", messages=HELLO)
    stream = await client.chat.stream_async(model="mistral-small-latest", messages=HELLO)
    parts = [event.data async for event in stream]
    text = "".join(str(part.choices[0].delta.content) for part in parts)
    assert text == whole.choices[0].message.content != ""  # type: ignore[union-attr] # it has one
    assert parts[-1].usage == whole.usage


async def test_thoughts_are_parts_of_the_content(tmp_path: Path) -> None:
    async with playing(tmp_path, THOUGHT) as server:
        whole = await asked(server.origin, MISTRAL, model=MAGISTRAL)
        parts = await streamed(server.origin, MISTRAL, model=MAGISTRAL)
        quiet = await asked(server.origin, MISTRAL, model=MAGISTRAL, reasoning_effort="none")
    thought = [{"type": "text", "text": "Let me see."}]
    assert whole["choices"][0]["message"]["content"] == [
        {"type": "thinking", "thinking": thought, "closed": True},
        {"type": "text", "text": "Yes."},
    ]
    contents = [part["choices"][0]["delta"]["content"] for part in parts]
    pieces = [content[0]["thinking"][0]["text"] for content in contents if isinstance(content, list)]
    assert "".join(pieces) == "Let me see."
    assert "".join(content for content in contents if isinstance(content, str)) == "Yes."
    assert quiet["choices"][0]["message"]["content"] == "Yes."


FINISHES: list[tuple[str, Json, str, str]] = [
    ("length", {"max_tokens": 50}, "length", "length"),
    ("length", {}, "model_length", "length"),
    ("content_filter", {}, "stop", "stop"),
]


@pytest.mark.parametrize(("finish", "body", "whole", "stream"), FINISHES)
async def test_an_end_has_mistrals_word(tmp_path: Path, finish: str, body: Json, whole: str, stream: str) -> None:
    async with playing(tmp_path, "No.", finish=finish) as server:
        assert (await asked(server.origin, MISTRAL, **body))["choices"][0]["finish_reason"] == whole
        assert finishes(await streamed(server.origin, MISTRAL, **body)) == [stream]


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("any", ["get_weather"]),
        ("required", ["get_weather"]),
        ("none", []),
        ("auto", []),
        ({"type": "function", "function": {"name": "read_news"}}, ["read_news"]),
        ({"function": {"name": "read_news"}}, ["read_news"]),
    ],
)
async def test_a_choice_of_tools_is_obeyed(client: Mistral, choice: Any, names: list[str]) -> None:  # noqa: ANN401 - a table's column
    tools: Any = TOOLS
    answer = await client.chat.complete_async(
        model="mistral-small-latest", messages=HELLO, tools=tools, tool_choice=choice, parallel_tool_calls=False
    )
    calls: Any = answer.choices[0].message.tool_calls or ()  # type: ignore[union-attr] # it has one
    assert [call.function.name for call in calls] == names


async def test_texts_are_embedded(client: Mistral) -> None:
    answer = await client.embeddings.create_async(model="mistral-embed", inputs=["one", "two"])
    assert [len(one.embedding or ()) for one in answer.data] == [1024, 1024]
    short = await client.embeddings.create_async(model="codestral-embed", inputs="one", output_dimension=8)
    assert [len(one.embedding or ()) for one in short.data] == [8]


async def test_vectors_are_what_the_client_says_they_are(origin: str) -> None:
    body: Json = {"model": "mistral-embed", "input": ["one", "two"], "output_dtype": "float"}
    answer = (await post(origin, "/mistral/v1/embeddings", body)).json()
    read = EmbeddingResponse.model_validate(answer, strict=True, extra="forbid")
    assert read.usage.prompt_tokens == read.usage.total_tokens == 2
    coded = (await post(origin, "/mistral/v1/embeddings", {**body, "encoding_format": "base64"})).json()
    assert isinstance(coded["data"][0]["embedding"], str)


async def test_models_are_listed(origin: str, client: Mistral) -> None:
    listed = await client.models.list_async()
    models: Any = listed.data
    assert [model.id for model in models] == ["fake/default", "fake/long"]
    assert models[0].capabilities.function_calling
    raw = (await post(origin, MISTRAL.chat, {"model": "fake/default", "messages": HELLO})).json()
    assert raw["model"] == "fake/default"
    assert isinstance(listed, ModelList)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_wrong_parameter_is_the_clients_validation_error(client: Mistral, *, stream: bool) -> None:
    ask = client.chat.stream_async if stream else client.chat.complete_async
    with pytest.raises(HTTPValidationError) as caught:
        await ask(model="mistral-small-latest", messages=HELLO, temperature=2)
    assert caught.value.status_code == 422
    assert "Input should be less than or equal to 1.5" in caught.value.body


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
@pytest.mark.parametrize("stream", [True, False])
async def test_any_other_failure_is_its_general_error(client: Mistral, status: int, *, stream: bool) -> None:
    ask = client.chat.stream_async if stream else client.chat.complete_async
    headers = {FAULT: f"status={status};message=Oh no;retry-after=3"}
    with pytest.raises(SDKError, match="Oh no") as caught:
        await ask(model="mistral-small-latest", messages=HELLO, http_headers=headers)
    assert caught.value.status_code == status
    assert caught.value.headers["retry-after"] == "3"
    assert [len(part) for part in caught.value.headers["mistral-correlation-id"].split("-")] == [8, 4, 4, 4, 12]


async def test_a_failure_inside_a_stream_is_noticed(client: Mistral) -> None:
    headers = {FAULT: "error@event=3;message=Oh no"}
    stream = await client.chat.stream_async(model="mistral-small-latest", messages=HELLO, http_headers=headers)
    texts: list[str] = []
    with pytest.raises((MistralError, ValueError)):  # noqa: PT012 - the error comes in the middle of the loop
        async for event in stream:
            texts.append(str(event.data.choices[0].delta.content))  # noqa: PERF401 - as above
    assert len(texts) == 3
