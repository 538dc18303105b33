"""The real Groq client against the server."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import groq
import pytest
from groq.types import ModelListResponse
from groq.types.chat import ChatCompletion, ChatCompletionChunk

from fakes.model import ModelServer
from fakes.model.torture.environment import environment
from tests.fakes.model.family.providers import (
    CALL,
    GROQ,
    NEEDS_BOTH,
    OTHER_CALL,
    TOOLS,
    Json,
    asked,
    playing,
    post,
    said,
    streamed,
)

pytestmark = pytest.mark.anyio

HELLO: Any = [{"role": "user", "content": "Hello! How are you?"}]
THOUGHT = [{"reasoning": "Let me see."}, {"text": "Yes."}]
QWEN = "qwen/qwen3-32b"
OSS = "openai/gpt-oss-20b"


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


def client_of(origin: str, **headers: str) -> groq.AsyncGroq:
    base = environment(origin, "key")["GROQ_BASE_URL"]
    return groq.AsyncGroq(base_url=base, api_key="key", max_retries=0, default_headers=headers)


SAID: list[tuple[str, object, Json]] = [
    ("text", "Hello there.", {}),
    ("refusal", [{"refusal": "No."}], {}),
    ("calls", [{"text": "Wait."}, CALL, OTHER_CALL], {"tools": TOOLS}),
    ("only calls", [CALL, OTHER_CALL], {"tools": TOOLS}),
    ("thought", THOUGHT, {"model": QWEN, "reasoning_format": "parsed"}),
    ("raw thought", THOUGHT, {"model": QWEN}),
]


@pytest.mark.parametrize(("say", "body"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
@pytest.mark.parametrize("usage", [True, False])
async def test_every_frame_is_what_the_client_says_it_is(
    tmp_path: Path, say: object, body: Json, *, usage: bool
) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, GROQ, **body)
        parts = await streamed(server.origin, GROQ, stream_options={"include_usage": usage}, **body)
    ChatCompletion.model_validate(whole, strict=True, extra="forbid")
    for part in parts:
        ChatCompletionChunk.model_validate(part, strict=True, extra="forbid")
    assert len({(part["id"], part["created"], part["model"]) for part in parts}) == 1
    finish = parts[-2] if usage else parts[-1]
    assert [part for part in parts if part.get("x_groq")] == [parts[0], finish, *([parts[-1]] if usage else [])]
    assert finish["x_groq"]["usage"] == finish["usage"] == whole["usage"]
    assert parts[0]["x_groq"]["id"] == finish["x_groq"]["id"]
    middle = [part.get("usage", "absent") for part in parts if part is not finish and part is not parts[-1]]
    assert set(middle) == {None if usage else "absent"}
    assert (parts[-1]["choices"] == []) is usage


async def test_a_request_has_one_name_everywhere(origin: str) -> None:
    answer = await post(origin, GROQ.chat, {"model": GROQ.model, "messages": HELLO})
    assert answer.headers["x-request-id"] == answer.json()["x_groq"]["id"]
    assert answer.headers["x-groq-region"] == "us-east-1"


async def test_times_follow_from_the_tokens(origin: str) -> None:
    usage = (await asked(origin, GROQ))["usage"]
    assert usage["total_time"] == pytest.approx(usage["prompt_time"] + usage["completion_time"])
    assert usage["completion_time"] / usage["completion_tokens"] > usage["prompt_time"] / usage["prompt_tokens"] > 0


async def test_a_call_is_said_whole(tmp_path: Path) -> None:
    async with playing(tmp_path, [{"text": "Wait."}, CALL, OTHER_CALL]) as server:
        parts = await streamed(server.origin, GROQ, tools=TOOLS)
        whole = await asked(server.origin, GROQ, tools=TOOLS)
    calls = [call for part in parts for call in part["choices"][0]["delta"].get("tool_calls", ())]
    assert [(call["index"], call["id"], call["function"]["arguments"]) for call in calls] == [
        (0, "abcdefgh1", '{"city":"Ulm"}'),
        (1, "abcdefgh2", '{"city":"Bonn"}'),
    ]
    assert whole["choices"][0]["message"]["content"] == "Wait."


async def test_only_calls_leave_no_content(tmp_path: Path) -> None:
    async with playing(tmp_path, [CALL]) as server:
        message = (await asked(server.origin, GROQ, tools=TOOLS))["choices"][0]["message"]
    assert list(message) == ["role", "tool_calls"]


RAW = "<think>\nLet me see.\n</think>\n\nYes."
THOUGHTS: list[tuple[str, Json, str, str]] = [
    ("raw by itself", {"model": QWEN}, RAW, ""),
    ("raw", {"model": QWEN, "reasoning_format": "raw"}, RAW, ""),
    ("parsed", {"model": QWEN, "reasoning_format": "parsed"}, "Yes.", "Let me see."),
    ("among tools", {"model": QWEN, "tools": TOOLS}, "Yes.", "Let me see."),
    ("hidden", {"model": QWEN, "reasoning_format": "hidden"}, "Yes.", ""),
    ("spared", {"model": QWEN, "reasoning_effort": "none"}, "Yes.", ""),
    ("apart", {"model": OSS}, "Yes.", "Let me see."),
    ("included", {"model": OSS, "include_reasoning": True, "reasoning_effort": "low"}, "Yes.", "Let me see."),
    ("left out", {"model": OSS, "include_reasoning": False}, "Yes.", ""),
    ("none", {"reasoning_format": "parsed"}, "Yes.", ""),
]


@pytest.mark.parametrize(("body", "text", "thought"), [row[1:] for row in THOUGHTS], ids=[row[0] for row in THOUGHTS])
async def test_thoughts_go_where_they_are_wished(tmp_path: Path, body: Json, text: str, thought: str) -> None:
    async with playing(tmp_path, THOUGHT) as server:
        message = (await asked(server.origin, GROQ, **body))["choices"][0]["message"]
        parts = await streamed(server.origin, GROQ, **body)
    assert (message["content"], message.get("reasoning", "")) == (text, thought)
    assert (said(parts), said(parts, "reasoning")) == (text, thought)


async def test_what_is_hidden_is_billed(origin: str) -> None:
    hidden = (await asked(origin, GROQ, model=QWEN, reasoning_format="hidden"))["usage"]
    spared = (await asked(origin, GROQ, model=QWEN, reasoning_effort="none"))["usage"]
    assert hidden["completion_tokens_details"]["reasoning_tokens"] > 0
    assert "completion_tokens_details" not in spared


async def test_nothing_is_held_back(tmp_path: Path) -> None:
    async with playing(tmp_path, "No.", finish="content_filter") as server:
        whole = await asked(server.origin, GROQ)
        parts = await streamed(server.origin, GROQ)
    assert whole["choices"][0]["finish_reason"] == parts[-1]["choices"][0]["finish_reason"] == "stop"


async def test_the_client_reads_a_stream(origin: str) -> None:
    async with client_of(origin) as client:
        whole = await client.chat.completions.create(model=GROQ.model, messages=HELLO)
        stream = await client.chat.completions.create(model=GROQ.model, messages=HELLO, stream=True)
        parts = [part async for part in stream]
        asking: Any = {"model": GROQ.model, "messages": NEEDS_BOTH, "tools": TOOLS}
        calling = await client.chat.completions.create(**asking)
    text = "".join(part.choices[0].delta.content or "" for part in parts)
    assert text == whole.choices[0].message.content != ""
    assert parts[0].x_groq is not None
    assert parts[-1].x_groq is not None
    assert parts[-1].x_groq.usage == whole.usage
    assert [call.function.name for call in calling.choices[0].message.tool_calls or ()] == ["get_weather", "read_news"]


async def test_models_are_listed(origin: str) -> None:
    async with client_of(origin) as client:
        listed = await client.models.list()
        card = await client.models.retrieve("fake/long")
    assert [model.id for model in listed.data] == ["fake/default", "fake/long"]
    assert card.id == "fake/long"
    raw = await post(origin, GROQ.chat, {"model": "fake/default", "messages": HELLO})
    assert raw.json()["model"] == "fake/default"
    ModelListResponse.model_validate(listed.model_dump(), extra="forbid")


CLASSES: list[tuple[int, type[groq.APIStatusError]]] = [
    (400, groq.BadRequestError),
    (401, groq.AuthenticationError),
    (404, groq.NotFoundError),
    (429, groq.RateLimitError),
    (500, groq.InternalServerError),
    (503, groq.InternalServerError),
]


@pytest.mark.parametrize(("status", "kind"), CLASSES)
@pytest.mark.parametrize("stream", [True, False])
async def test_the_client_raises_the_class_of_the_status(
    origin: str, status: int, kind: type[groq.APIStatusError], *, stream: bool
) -> None:
    async with client_of(origin, **{"x-fake-fault": f"status={status};message=Oh no;retry-after=3"}) as client:
        with pytest.raises(kind, match="Oh no") as caught:
            await client.chat.completions.create(model=GROQ.model, messages=HELLO, stream=stream)
    assert caught.value.response.headers["retry-after"] == "3"


async def test_the_client_raises_what_comes_inside_a_stream(origin: str) -> None:
    texts: list[str] = []
    async with client_of(origin, **{"x-fake-fault": "error@event=3;message=Oh no"}) as client:
        stream = await client.chat.completions.create(model=GROQ.model, messages=HELLO, stream=True)
        with pytest.raises(groq.APIError, match="Oh no"):  # noqa: PT012 - the error comes in the middle of the loop
            async for part in stream:
                texts.append(part.choices[0].delta.content or "")  # noqa: PERF401 - as above
    assert len(texts) == 3
