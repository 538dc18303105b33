"""OpenAI's client against the server, which OpenRouter tells its users to take, and every frame by itself."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from fakes.model import ModelServer
from tests.fakes.model.family.providers import (
    CALL,
    OPENROUTER,
    OTHER_CALL,
    TOOLS,
    Json,
    asked,
    playing,
    post,
    said,
    streamed,
)
from tests.fakes.model.openrouter.typed_frames import check_part, check_whole

pytestmark = pytest.mark.anyio

HELLO: Any = [{"role": "user", "content": "Hello! How are you?"}]
THOUGHT = [{"reasoning": "Let me see.", "signature": "c2ln"}, {"redacted_reasoning": "c2Vj"}, {"text": "Yes."}]
CLAUDE = "anthropic/claude-sonnet-4.5"
THINKING: Json = {"reasoning": {"effort": "high"}}
COST: Json = {"usage": {"include": True}}


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


SAID: list[tuple[str, object, Json]] = [
    ("text", "Hello there.", {}),
    ("refusal", [{"refusal": "No."}], {}),
    ("calls", [{"text": "Wait."}, CALL, OTHER_CALL], {"tools": TOOLS}),
    ("only calls", [CALL], {"tools": TOOLS}),
    ("likely", "Hello there.", {"logprobs": True, "top_logprobs": 2}),
    ("choices", "Hello there.", {"n": 2}),
    ("thought", THOUGHT, {**THINKING, **COST}),
    ("signed thought", THOUGHT, {"model": CLAUDE, **THINKING}),
]


@pytest.mark.parametrize(("say", "body"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
async def test_every_frame_is_openais_with_what_openrouter_adds(tmp_path: Path, say: object, body: Json) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, OPENROUTER, **body)
        parts = await streamed(server.origin, OPENROUTER, **body)
    check_whole(whole)
    for part in parts:
        check_part(part)
    assert [part["usage"] for part in parts if "usage" in part] == [parts[-1]["usage"]] == [whole["usage"]]
    assert ("cost" in whole["usage"]) is ("usage" in body)


async def test_a_price_is_told_to_who_asks_for_it(origin: str) -> None:
    cheap = (await asked(origin, OPENROUTER, max_tokens=2, **COST))["usage"]
    dear = (await asked(origin, OPENROUTER, max_tokens=20, **COST))["usage"]
    assert 0 < cheap["cost"] < dear["cost"]
    details = dear["cost_details"]
    both = details["upstream_inference_prompt_cost"] + details["upstream_inference_completions_cost"]
    assert dear["cost"] == pytest.approx(both)
    assert "cost" not in (await asked(origin, OPENROUTER, usage={"include": False}))["usage"]


async def test_an_answer_has_one_name_everywhere(origin: str) -> None:
    answer = await post(origin, OPENROUTER.chat, {"model": OPENROUTER.model, "messages": HELLO})
    assert answer.headers["x-generation-id"] == answer.json()["id"]


ENDS: list[tuple[str, str, str, str]] = [
    ("openai/gpt-4o", "OpenAI", "length", "tool_calls"),
    (CLAUDE, "Anthropic", "max_tokens", "tool_use"),
    ("google/gemini-2.5-flash", "Google", "MAX_TOKENS", "STOP"),
    ("meta-llama/llama-3.3-70b-instruct:free", "Together", "length", "tool_calls"),
]


@pytest.mark.parametrize(("model", "provider", "cut", "called"), ENDS)
async def test_the_provider_ends_in_its_own_words(
    tmp_path: Path, model: str, provider: str, cut: str, called: str
) -> None:
    async with playing(tmp_path, [{"text": "one two three four"}, CALL]) as server:
        for body, reason, native in (({"max_tokens": 2}, "length", cut), ({"tools": TOOLS}, "tool_calls", called)):
            whole = await asked(server.origin, OPENROUTER, model=model, **body)
            parts = await streamed(server.origin, OPENROUTER, model=model, **body)
            ends = [choice for part in parts for choice in part["choices"] if choice["finish_reason"]]
            for choice in (*whole["choices"], *ends):
                assert (choice["finish_reason"], choice["native_finish_reason"]) == (reason, native)
            assert {part["provider"] for part in parts} == {whole["provider"]} == {provider}


def details_of(parts: list[Json]) -> list[Json]:
    return [detail for part in parts for detail in part["choices"][0]["delta"].get("reasoning_details", ())]


@pytest.mark.parametrize(("model", "form"), [(CLAUDE, "anthropic-claude-v1"), ("openai/gpt-4o", "openai-responses-v1")])
async def test_thoughts_are_told_twice_and_signed_where_the_provider_signs(
    tmp_path: Path, model: str, form: str
) -> None:
    async with playing(tmp_path, THOUGHT) as server:
        message = (await asked(server.origin, OPENROUTER, model=model, **THINKING))["choices"][0]["message"]
        parts = await streamed(server.origin, OPENROUTER, model=model, **THINKING)
    signature = {"signature": "c2ln"} if model == CLAUDE else {}
    encrypted = {"type": "reasoning.encrypted", "data": "c2Vj", "format": form, "index": 1}
    assert message["reasoning"] == said(parts, "reasoning") == "Let me see."
    assert message["reasoning_details"] == [
        {"type": "reasoning.text", "text": "Let me see.", **signature, "format": form, "index": 0},
        encrypted,
    ]
    details = details_of(parts)
    assert "".join(detail.get("text", "") for detail in details) == "Let me see."
    assert [detail["signature"] for detail in details if "signature" in detail] == list(signature.values())
    assert details[-1] == encrypted


WISHES: list[tuple[str, Json, str]] = [
    ("effort", {"reasoning": {"effort": "low"}}, "shown"),
    ("budget", {"reasoning": {"max_tokens": 100}}, "shown"),
    ("enabled", {"reasoning": {"enabled": True}}, "shown"),
    ("disabled", {"reasoning": {"enabled": False}}, "none"),
    ("no effort", {"reasoning": {"effort": "none"}}, "none"),
    ("excluded", {"reasoning": {"effort": "low", "exclude": True}}, "hidden"),
    ("openais effort", {"reasoning_effort": "low"}, "shown"),
    ("openais no effort", {"reasoning_effort": "none"}, "none"),
    ("included", {"include_reasoning": True}, "shown"),
    ("left out", {"include_reasoning": False}, "hidden"),
    ("nothing", {}, "none"),
    ("always", {"model": "deepseek/deepseek-r1"}, "shown"),
    ("variant", {"model": "anthropic/claude-3.7-sonnet:thinking"}, "shown"),
    ("secretly", {"model": "openai/o3"}, "hidden"),
]


@pytest.mark.parametrize(("body", "place"), [row[1:] for row in WISHES], ids=[row[0] for row in WISHES])
async def test_thoughts_are_shown_or_billed_as_wished(tmp_path: Path, body: Json, place: str) -> None:
    async with playing(tmp_path, THOUGHT) as server:
        answer = await asked(server.origin, OPENROUTER, **body)
    assert answer["choices"][0]["message"]["reasoning"] == ("Let me see." if place == "shown" else None)
    assert (answer["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0) is (place != "none")


@pytest.mark.parametrize(
    ("body", "model"),
    [
        ({"model": "fake/none", "models": ["fake/neither", "fake/default"]}, "fake/default"),
        ({"model": "openai/gpt-4o", "models": ["fake/default"]}, "openai/gpt-4o"),
        ({"model": None, "models": ["fake/none", "openai/gpt-4o"]}, "openai/gpt-4o"),
    ],
)
async def test_another_model_answers_where_the_first_is_not_there(origin: str, body: Json, model: str) -> None:
    assert (await asked(origin, OPENROUTER, **body))["model"] == model


async def test_the_client_reads_a_stream_behind_its_comments(origin: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{origin}/openrouter/api/v1", api_key="key", max_retries=0) as client:
        whole = await client.chat.completions.create(model="openai/gpt-4o", messages=HELLO)
        stream = await client.chat.completions.create(model="openai/gpt-4o", messages=HELLO, stream=True)
        parts = [part async for part in stream]
        with pytest.raises(openai.BadRequestError, match="fake/none is not a valid model ID") as caught:
            await client.chat.completions.create(model="fake/none", messages=HELLO)
    assert "".join(part.choices[0].delta.content or "" for part in parts) == whole.choices[0].message.content
    assert parts[-1].usage == whole.usage
    assert caught.value.body == {"message": "fake/none is not a valid model ID", "code": 400}


CLASSES: list[tuple[int, type[openai.APIStatusError]]] = [
    (400, openai.BadRequestError),
    (401, openai.AuthenticationError),
    (402, openai.APIStatusError),
    (429, openai.RateLimitError),
    (502, openai.InternalServerError),
]


@pytest.mark.parametrize(("status", "kind"), CLASSES)
@pytest.mark.parametrize("stream", [True, False])
async def test_the_client_raises_the_class_of_the_status(
    origin: str, status: int, kind: type[openai.APIStatusError], *, stream: bool
) -> None:
    headers = {"x-fake-fault": f"status={status};message=Oh no;retry-after=3"}
    async with openai.AsyncOpenAI(base_url=f"{origin}/openrouter/api/v1", api_key="key", max_retries=0) as client:
        with pytest.raises(kind, match="Oh no") as caught:
            await client.chat.completions.create(
                model="openai/gpt-4o", messages=HELLO, stream=stream, extra_headers=headers
            )
    limited = {"metadata": {"headers": {"retry-after": "3"}, "provider_name": None}} if status == 429 else {}
    assert caught.value.body == {"message": "Oh no", "code": status, **limited}


async def test_a_failure_behind_the_end_of_a_stream_belongs_to_no_answer(origin: str) -> None:
    body = {"model": "openai/gpt-4o", "messages": HELLO, "stream": True}
    answer = await post(origin, OPENROUTER.chat, body, **{"x-fake-fault": "error@event=9999;message=Oh no"})
    done, last, _ = answer.text.split("\n\n")[-3:]
    assert done == "data: [DONE]"
    assert list(json.loads(last.removeprefix("data: "))) == ["object", "error", "choices"]


@pytest.mark.parametrize("event", [0, 2])
async def test_a_failure_inside_a_stream_is_a_chunk_that_ends_the_answer(origin: str, event: int) -> None:
    body = {"model": "openai/gpt-4o", "messages": HELLO, "stream": True}
    fault = f"error@event={event};status=502;message=Oh no"
    answer = await post(origin, OPENROUTER.chat, body, **{"x-fake-fault": fault})
    *before, last = [json.loads(part.removeprefix("data: ")) for part in answer.text.split("\n\n") if "data: " in part]
    assert last["error"] == {"message": "Oh no", "code": 502}
    assert last["choices"][0]["finish_reason"] == last["choices"][0]["native_finish_reason"] == "error"
    assert len(before) == event
    for chunk in before:
        shared = ("id", "provider", "model", "object", "created")
        assert [chunk[name] for name in shared] == [last[name] for name in shared]
