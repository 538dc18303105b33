"""The laws that hold for every API that speaks like OpenAI's, as litellm sees them."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fakes.model import ModelServer
from fakes.model.setup import Setup
from tests.fakes.model.family.providers import (
    CALL,
    DEEPSEEK,
    FAMILY,
    GROQ,
    HELLO,
    MISTRAL,
    NEEDS_BOTH,
    OPENAI,
    OPENROUTER,
    OTHER_CALL,
    TOOLS,
    Answer,
    Json,
    Provider,
    asked,
    complete,
    finishes,
    playing,
    post,
    said,
    streamed,
)
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

every_provider = pytest.mark.parametrize("provider", FAMILY, ids=lambda provider: provider.name)


def text_of(parts: list[Answer]) -> str:
    return "".join(part.choices[0].delta.content or "" for part in parts if part.choices)


def calls_of(parts: list[Answer]) -> list[tuple[str, str]]:
    found: dict[int, list[str]] = {}
    for part in parts:
        for call in (part.choices[0].delta.tool_calls or ()) if part.choices else ():
            name, arguments = found.setdefault(call.index, ["", ""])
            found[call.index] = [name + (call.function.name or ""), arguments + (call.function.arguments or "")]
    return [(name, arguments) for name, arguments in found.values()]


def usage_of(parts: list[Answer]) -> list[tuple[int, int, int]]:
    usages = [usage for part in parts if (usage := getattr(part, "usage", None))]
    return [(usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) for usage in usages]


@every_provider
async def test_litellm_reads_the_same_text_and_usage_as_from_openai(
    litellm: ModuleType, origin: str, provider: Provider
) -> None:
    expected = await complete(litellm, origin, OPENAI)
    whole = await complete(litellm, origin, provider)
    stream = await complete(litellm, origin, provider, stream=True, stream_options={"include_usage": True})
    parts = [part async for part in stream]

    assert whole.choices[0].message.content == expected.choices[0].message.content != ""
    assert text_of(parts) == expected.choices[0].message.content
    assert whole.choices[0].finish_reason == "stop"
    assert stream.received_finish_reason == "stop"
    usage = expected.usage
    counted = (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens)
    assert (whole.usage.prompt_tokens, whole.usage.completion_tokens, whole.usage.total_tokens) == counted
    assert usage_of(parts) == [counted]


@every_provider
async def test_litellm_reads_parallel_calls_and_the_model_hears_their_results(
    litellm: ModuleType, origin: str, provider: Provider
) -> None:
    asking: Json = {"messages": NEEDS_BOTH, "tools": TOOLS}
    whole = await complete(litellm, origin, provider, **asking)
    parts = [part async for part in await complete(litellm, origin, provider, stream=True, **asking)]
    message = whole.choices[0].message
    calls = [(call.function.name, call.function.arguments) for call in message.tool_calls]
    assert [name for name, _ in calls] == ["get_weather", "read_news"]
    assert calls_of(parts) == calls
    assert whole.choices[0].finish_reason == "tool_calls"

    results = [
        {"role": "tool", "tool_call_id": call.id, "name": call.function.name, "content": f"sunny {number}"}
        for number, call in enumerate(message.tool_calls)
    ]
    turns = [*NEEDS_BOTH, message.model_dump(exclude_none=True), *results]
    told = await complete(litellm, origin, provider, messages=turns, tools=TOOLS)
    assert "**get_weather** says: sunny 0" in told.choices[0].message.content
    assert "**read_news** says: sunny 1" in told.choices[0].message.content


@pytest.mark.parametrize("provider", [MISTRAL, GROQ, OPENROUTER, DEEPSEEK], ids=lambda provider: provider.name)
async def test_litellm_reads_what_a_model_thinks(litellm: ModuleType, tmp_path: Path, provider: Provider) -> None:
    async with playing(tmp_path, [{"reasoning": "Let me see. It is so."}, {"text": "Yes, it is."}]) as server:
        asking: Json = {"model": f"{provider.name}/{provider.thinker}", "extra_body": provider.asking}
        whole = await complete(litellm, server.origin, provider, **asking)
        parts = [part async for part in await complete(litellm, server.origin, provider, stream=True, **asking)]
    thought = [getattr(part.choices[0].delta, "reasoning_content", None) or "" for part in parts if part.choices]
    assert "".join(thought) == "Let me see. It is so."
    assert text_of(parts) == whole.choices[0].message.content == "Yes, it is."
    # litellm renames Groq's field in streams only.
    name = "reasoning" if provider is GROQ else "reasoning_content"
    assert getattr(whole.choices[0].message, name) == "Let me see. It is so."


ERRORS = [
    (400, "BadRequestError"),
    (401, "AuthenticationError"),
    (404, "NotFoundError"),
    (429, "RateLimitError"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailableError"),
]
# litellm calls bad whatever names an "invalid_request_error", as these two do for a key; and some failures anyhow.
OTHER_CLASSES = {
    ("groq", 401): "BadRequestError",
    ("deepseek", 401): "BadRequestError",
    ("deepseek", 404): "BadRequestError",
    ("azure", 500): "APIError",
    ("openrouter", 500): "APIError",
}


@every_provider
@pytest.mark.parametrize(("status", "name"), ERRORS)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_litellm_raises_the_class_of_the_status(
    litellm: ModuleType, origin: str, provider: Provider, status: int, name: str, *, stream: bool
) -> None:
    headers = {"x-fake-fault": f"status={status};message=Oh no"}
    name = OTHER_CLASSES.get((provider.name, status), name)
    with pytest.raises(getattr(litellm, name)) as caught:
        await complete(litellm, origin, provider, stream=stream, extra_headers=headers)
    assert type(caught.value).__name__ == name
    assert "Oh no" in str(caught.value)


@every_provider
async def test_a_failure_inside_a_stream_is_noticed(litellm: ModuleType, origin: str, provider: Provider) -> None:
    headers = {"x-fake-fault": "error@event=4;message=Oh no"}
    parts: list[Any] = []
    with pytest.raises(Exception, match="Oh no"):  # noqa: PT012 - the error comes in the middle of the loop
        async for part in await complete(litellm, origin, provider, stream=True, extra_headers=headers):
            parts.append(part)  # noqa: PERF401 - as above
    assert text_of(parts)


USAGE: Json = {"stream_options": {"include_usage": True}}
SAYINGS: list[tuple[str, object, Json, str]] = [
    ("text", "Hello there.", {}, "stop"),
    ("refusal", [{"refusal": "No."}], {}, "stop"),
    ("limit", "one two three four", {"max_tokens": 2}, "length"),
    ("stop", "one two three", {"stop": [" three"]}, "stop"),
    ("call", [{"text": "Wait."}, CALL], {"tools": TOOLS}, "tool_calls"),
    ("calls", [CALL, OTHER_CALL], {"tools": TOOLS}, "tool_calls"),
]


@every_provider
@pytest.mark.parametrize(("say", "body", "finish"), [row[1:] for row in SAYINGS], ids=[row[0] for row in SAYINGS])
async def test_a_stream_and_a_whole_answer_say_the_same(
    tmp_path: Path, provider: Provider, say: object, body: Json, finish: str
) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, provider, **body)
        parts = await streamed(server.origin, provider, **({} if provider is MISTRAL else USAGE), **body)
        plain = await asked(server.origin, OPENAI, **body)
    message = whole["choices"][0]["message"]
    expected = plain["choices"][0]["message"]
    assert (message.get("content") or message.get("refusal") or "") == (
        expected["content"] or expected["refusal"] or ""
    )
    assert (said(parts) or said(parts, "refusal")) == (expected["content"] or expected["refusal"] or "")
    assert finishes(parts) == [whole["choices"][0]["finish_reason"]] == [finish]
    assert {whole["usage"][key] for key in ("prompt_tokens", "total_tokens")} == {
        plain["usage"][key] for key in ("prompt_tokens", "total_tokens")
    }
    told = [chunk["usage"] for chunk in parts if chunk.get("usage")]
    assert told[-1] == whole["usage"]
    made = [(call["id"], call["function"]) for call in message.get("tool_calls") or ()]
    assert made == [(call["id"], call["function"]) for call in expected.get("tool_calls", ())]


@every_provider
async def test_the_same_request_and_seed_get_the_same_bytes(provider: Provider) -> None:
    body = {"model": provider.model, "messages": NEEDS_BOTH, "tools": TOOLS, "stream": True}

    async def answer(seed: str) -> bytes:
        async with ModelServer(seed=seed) as server:
            return (await post(server.origin, provider.chat, body)).content

    assert await answer("a") == await answer("a")
    assert await answer("a") != await answer("b")


@pytest.mark.parametrize(
    ("provider", "model", "body"),
    [(provider, provider.thinker, provider.asking) for provider in (MISTRAL, GROQ, OPENROUTER, DEEPSEEK)],
    ids=lambda value: value.name if isinstance(value, Provider) else "",
)
async def test_thoughts_are_billed_where_the_api_says_so(
    origin: str, provider: Provider, model: str, body: Json
) -> None:
    thinking = await asked(origin, provider, model=model, **body)
    quiet = await asked(origin, provider)
    assert thinking["usage"]["completion_tokens"] > quiet["usage"]["completion_tokens"]
    details = thinking["usage"].get("completion_tokens_details")
    difference = thinking["usage"]["completion_tokens"] - quiet["usage"]["completion_tokens"]
    assert details is None if provider is MISTRAL else details == {"reasoning_tokens": difference}


@every_provider
async def test_a_prompt_that_is_too_long_is_refused(litellm: ModuleType, provider: Provider) -> None:
    async with ModelServer(Setup(context_window=8)) as server:
        with pytest.raises(litellm.BadRequestError):
            await complete(litellm, server.origin, provider)


@every_provider
async def test_only_some_keep_their_client_waiting_with_a_word(origin: str, provider: Provider) -> None:
    answer = await post(origin, provider.chat, {"model": provider.model, "messages": HELLO, "stream": True})
    comments = {"openrouter": ": OPENROUTER PROCESSING", "deepseek": ": keep-alive"}
    first = answer.text.partition("\n\n")[0]
    assert first == comments[provider.name] if provider.name in comments else first.startswith("data: {")
