"""The real Azure client against the server, and OpenAI's own at version 1."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai.types import Completion, CreateEmbeddingResponse

from fakes.model import ModelServer
from fakes.model.torture.environment import environment
from tests.fakes.model.azure.typed_frames import HARMS, check_first, check_part, check_whole
from tests.fakes.model.family.providers import (
    AZURE,
    CALL,
    NEEDS_BOTH,
    OTHER_CALL,
    TOOLS,
    Json,
    asked,
    playing,
    post,
    streamed,
)

pytestmark = pytest.mark.anyio

HELLO: Any = [{"role": "user", "content": "Hello! How are you?"}]
VERSION = "?api-version=2024-10-21"


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


def client_of(origin: str, **headers: str) -> openai.AsyncAzureOpenAI:
    found = environment(origin, "key")
    return openai.AsyncAzureOpenAI(
        azure_endpoint=found["AZURE_OPENAI_ENDPOINT"],
        api_version=found["OPENAI_API_VERSION"],
        api_key="key",
        max_retries=0,
        default_headers=headers,
    )


SAID: list[tuple[str, object, Json]] = [
    ("text", "Hello there.", {}),
    ("refusal", [{"refusal": "No."}], {}),
    ("calls", [{"text": "Wait."}, CALL, OTHER_CALL], {"tools": TOOLS}),
    ("likely", "Hello there.", {"logprobs": True, "top_logprobs": 2}),
    ("choices", "Hello there.", {"n": 2}),
]


@pytest.mark.parametrize(("say", "body"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
@pytest.mark.parametrize("usage", [True, False])
async def test_every_frame_is_openais_with_what_the_filters_say(
    tmp_path: Path, say: object, body: Json, *, usage: bool
) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, AZURE, **body)
        first, *parts = await streamed(server.origin, AZURE, stream_options={"include_usage": usage}, **body)
    check_whole(whole)
    check_first(first)
    for part in parts:
        assert ("usage" in part) is usage
        check_part(part)
    spoken = [choice for part in parts for choice in part["choices"]]
    judged = {bool(choice["delta"].get("content")): choice["content_filter_results"] for choice in spoken}
    assert judged[False] == {}
    assert judged.get(True, HARMS) == HARMS


async def test_an_answer_that_is_held_back_says_by_which_filter(tmp_path: Path) -> None:
    async with playing(tmp_path, "No.", finish="content_filter") as server:
        whole = await asked(server.origin, AZURE)
        parts = await streamed(server.origin, AZURE)
    for choice in (whole["choices"][0], parts[-1]["choices"][0]):
        assert choice["finish_reason"] == "content_filter"
        assert choice["content_filter_results"]["violence"] == {"filtered": True, "severity": "medium"}


async def test_the_client_reads_what_openais_reads(origin: str) -> None:
    async with client_of(origin) as azure, openai.AsyncOpenAI(base_url=f"{origin}/v1", api_key="key") as plain:
        expected = await plain.chat.completions.create(model="gpt-4o", messages=HELLO)
        whole = await azure.chat.completions.create(model="gpt-4o", messages=HELLO)
        stream = await azure.chat.completions.create(
            model="gpt-4o", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
        parts = [part async for part in stream]
    assert whole.choices[0].message == expected.choices[0].message
    assert whole.usage == expected.usage == parts[-1].usage
    assert whole.model == "gpt-4o"
    assert "".join(part.choices[0].delta.content or "" for part in parts if part.choices) == (
        expected.choices[0].message.content
    )


async def test_the_client_reads_parallel_calls(origin: str) -> None:
    asking: Any = {"model": "gpt-4o", "messages": NEEDS_BOTH, "tools": TOOLS}
    async with client_of(origin) as azure:
        whole = await azure.chat.completions.create(**asking)
        parts = [part async for part in await azure.chat.completions.create(**asking, stream=True)]
    calls: Any = whole.choices[0].message.tool_calls
    assert [call.function.name for call in calls] == ["get_weather", "read_news"]
    pieces = [call for part in parts if part.choices for call in part.choices[0].delta.tool_calls or ()]
    for index, call in enumerate(calls):
        arguments = "".join(piece.function.arguments or "" for piece in pieces if piece.index == index)
        assert arguments == call.function.arguments


async def test_a_deployment_is_the_model_whatever_the_body_says(origin: str) -> None:
    async with client_of(origin) as azure:
        short = await azure.chat.completions.create(model="fake/long", messages=HELLO, max_completion_tokens=3)
        text = await azure.completions.create(model="fake/default", prompt="Hello!")
        parts = [part async for part in await azure.completions.create(model="mine", prompt="Hello!", stream=True)]
    assert (short.model, short.choices[0].finish_reason) == ("fake/long", "length")
    Completion.model_validate(text.model_dump(), extra="forbid")
    assert "".join(part.choices[0].text for part in parts) == text.choices[0].text
    answer = await post(
        origin, f"/openai/deployments/mine/chat/completions{VERSION}", {"model": "other", "messages": HELLO}
    )
    assert answer.json()["model"] == "mine"


async def test_version_1_needs_neither_a_deployment_nor_a_version(origin: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{origin}/openai/v1", api_key="key") as client:
        answer = await client.chat.completions.create(model="gpt-4o", messages=HELLO)
        vectors = await client.embeddings.create(model="mine", input="one")
        text = await client.completions.create(model="mine", prompt="Hello!")
        names = [model.id async for model in client.models.list()]
        card = await client.models.retrieve("fake/long")
    assert (answer.model, vectors.model, text.model) == ("gpt-4o", "mine", "mine")
    assert (names, card.id) == (["fake/default", "fake/long"], "fake/long")


async def test_texts_are_embedded_as_by_openai(origin: str) -> None:
    async with client_of(origin) as azure, openai.AsyncOpenAI(base_url=f"{origin}/v1", api_key="key") as plain:
        model = "text-embedding-3-small"
        expected = await plain.embeddings.create(model=model, input=["one", "two"], dimensions=8)
        vectors = await azure.embeddings.create(model=model, input=["one", "two"], dimensions=8)
    assert vectors == expected
    answer = await post(origin, f"/openai/deployments/mine/embeddings{VERSION}", {"input": "one"})
    assert CreateEmbeddingResponse.model_validate(answer.json(), strict=True, extra="forbid").model == "mine"


CLASSES: list[tuple[int, type[openai.APIStatusError]]] = [
    (400, openai.BadRequestError),
    (401, openai.AuthenticationError),
    (403, openai.PermissionDeniedError),
    (404, openai.NotFoundError),
    (429, openai.RateLimitError),
    (500, openai.InternalServerError),
    (503, openai.InternalServerError),
]


@pytest.mark.parametrize(("status", "kind"), CLASSES)
@pytest.mark.parametrize("stream", [True, False])
async def test_the_client_raises_the_class_of_the_status(
    origin: str, status: int, kind: type[openai.APIStatusError], *, stream: bool
) -> None:
    async with client_of(origin, **{"x-fake-fault": f"status={status};message=Oh no;retry-after=3"}) as azure:
        with pytest.raises(kind, match="Oh no") as caught:
            await azure.chat.completions.create(model="gpt-4o", messages=HELLO, stream=stream)
    headers = caught.value.response.headers
    assert headers["retry-after"] == "3"
    assert headers["apim-request-id"] == headers["x-request-id"] == caught.value.request_id


async def test_the_client_raises_what_comes_inside_a_stream(origin: str) -> None:
    async with client_of(origin, **{"x-fake-fault": "error@event=3;message=Oh no"}) as azure:
        with pytest.raises(openai.APIError, match="Oh no"):
            assert [part async for part in await azure.chat.completions.create(
                model="gpt-4o", messages=HELLO, stream=True
            )]  # fmt: skip
