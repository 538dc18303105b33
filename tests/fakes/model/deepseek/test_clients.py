"""OpenAI's client against the server, which is the one that DeepSeek tells its users to take."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from fakes.model import ModelServer
from tests.fakes.model.deepseek.typed_frames import check_part, check_whole
from tests.fakes.model.family.providers import (
    CALL,
    DEEPSEEK,
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
THINKER = "deepseek-reasoner"
ENABLED = {"thinking": {"type": "enabled"}}
DISABLED = {"thinking": {"type": "disabled"}}


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async with ModelServer() as server:
        yield server.origin


SAID: list[tuple[str, object, Json]] = [
    ("text", "Hello there.", {}),
    ("refusal", [{"refusal": "No."}], {}),
    ("calls", [{"text": "Wait."}, CALL, OTHER_CALL], {"tools": TOOLS}),
    ("likely", "Hello there.", {"logprobs": True, "top_logprobs": 2}),
    ("thought", THOUGHT, {"model": THINKER}),
    ("thought and calls", [*THOUGHT, CALL], {"model": THINKER, "tools": TOOLS}),
]


@pytest.mark.parametrize(("say", "body"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
@pytest.mark.parametrize("usage", [True, False])
async def test_every_frame_is_openais_with_thoughts_and_the_cache(
    tmp_path: Path, say: object, body: Json, *, usage: bool
) -> None:
    async with playing(tmp_path, say) as server:
        whole = await asked(server.origin, DEEPSEEK, **body)
        parts = await streamed(server.origin, DEEPSEEK, stream_options={"include_usage": usage}, **body)
    last = parts[-1]
    assert last["usage"] == whole["usage"]
    assert last["choices"][0]["finish_reason"] == whole["choices"][0]["finish_reason"]
    assert {part.get("usage", "absent") for part in parts[:-1]} == {None if usage else "absent"}
    check_whole(whole)
    for part in parts:
        check_part(part)


THOUGHTS: list[tuple[str, Json, str]] = [
    ("by its name", {"model": THINKER}, "Let me see."),
    ("by a switch", ENABLED, "Let me see."),
    ("not by its name", {"model": THINKER, **DISABLED}, ""),
    ("not asked", {}, ""),
]


@pytest.mark.parametrize(("body", "thought"), [row[1:] for row in THOUGHTS], ids=[row[0] for row in THOUGHTS])
async def test_thoughts_have_a_place_of_their_own(tmp_path: Path, body: Json, thought: str) -> None:
    async with playing(tmp_path, THOUGHT) as server:
        message = (await asked(server.origin, DEEPSEEK, **body))["choices"][0]["message"]
        parts = await streamed(server.origin, DEEPSEEK, **body)
    assert (message["content"], message.get("reasoning_content", "")) == ("Yes.", thought)
    assert (said(parts), said(parts, "reasoning_content")) == ("Yes.", thought)
    deltas = [part["choices"][0]["delta"] for part in parts]
    assert all(("reasoning_content" in delta) is bool(thought) for delta in deltas)
    assert all(delta["content"] is None or not delta.get("reasoning_content") for delta in deltas)


@pytest.mark.parametrize("path", ["/deepseek", "/deepseek/v1", "/deepseek/beta"])
async def test_the_client_finds_it_under_every_address(origin: str, path: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{origin}{path}", api_key="key", max_retries=0) as client:
        whole = await client.chat.completions.create(model="deepseek-chat", messages=HELLO)
        stream = await client.chat.completions.create(model="deepseek-chat", messages=HELLO, stream=True)
        parts = [part async for part in stream]
        names = [model.id async for model in client.models.list()]
        with pytest.raises(openai.BadRequestError, match="Model Not Exist"):
            await client.chat.completions.create(model="fake/none", messages=HELLO)
    assert "".join(part.choices[0].delta.content or "" for part in parts) == whole.choices[0].message.content
    assert parts[-1].usage == whole.usage
    assert names == ["fake/default", "fake/long"]


async def test_the_client_waits_with_a_comment_before_anything_is_said(origin: str) -> None:
    body = {"model": "deepseek-chat", "messages": HELLO, "stream": True}
    whole = await post(origin, DEEPSEEK.chat, body)
    assert whole.text.startswith(": keep-alive\n\ndata: {")
    # The comment is no event: one event before the error is the one behind it.
    failed = await post(origin, DEEPSEEK.chat, body, **{"x-fake-fault": "error@event=1;message=Oh no"})
    first, error = whole.text.split("\n\n")[1], failed.text.split("\n\n")[2]
    assert failed.text.split("\n\n")[:2] == [": keep-alive", first]
    assert "Oh no" in error


CLASSES: list[tuple[int, type[openai.APIStatusError]]] = [
    (400, openai.BadRequestError),
    (401, openai.AuthenticationError),
    (402, openai.APIStatusError),
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
    headers = {"x-fake-fault": f"status={status};message=Oh no;retry-after=3"}
    async with openai.AsyncOpenAI(base_url=f"{origin}/deepseek", api_key="key", max_retries=0) as client:
        with pytest.raises(kind, match="Oh no") as caught:
            await client.chat.completions.create(
                model="deepseek-chat", messages=HELLO, stream=stream, extra_headers=headers
            )
    assert caught.value.status_code == status
    assert caught.value.response.headers["retry-after"] == "3"
    assert len(caught.value.response.headers["x-ds-trace-id"]) == 32
