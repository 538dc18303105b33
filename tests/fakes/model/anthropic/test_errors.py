"""Errors: of the right class in the client, before a stream and inside it, and cuts that the client must notice."""

import json
from pathlib import Path
from typing import Any

import anthropic
import httpx2
import pytest

from fakes.model import ModelServer
from fakes.model.setup import Setup
from tests.fakes.model.anthropic.clients import (
    HELLO,
    LATEST,
    MODEL,
    Claude,
    body_of,
    claude,
    playing,
    post,
    streamed,
    whole,
)
from tests.fakes.model.anthropic.typed_events import check_error, events
from tests.fakes.model.raw_client import RawClient, request_bytes

pytestmark = pytest.mark.anyio

STATUSES = [
    (400, anthropic.BadRequestError, "invalid_request_error", False),
    (401, anthropic.AuthenticationError, "authentication_error", False),
    (402, anthropic.APIStatusError, "billing_error", False),
    (403, anthropic.PermissionDeniedError, "permission_error", False),
    (404, anthropic.NotFoundError, "not_found_error", False),
    (408, anthropic.APIStatusError, "invalid_request_error", True),
    (409, anthropic.ConflictError, "conflict_error", True),
    (413, anthropic.APIStatusError, "request_too_large", False),
    (418, anthropic.APIStatusError, "invalid_request_error", False),
    (429, anthropic.RateLimitError, "rate_limit_error", True),
    (500, anthropic.InternalServerError, "api_error", True),
    (503, anthropic.InternalServerError, "api_error", True),
    (504, anthropic.InternalServerError, "timeout_error", True),
    (529, anthropic.InternalServerError, "overloaded_error", True),
]
UNTYPED = ("request_too_large", "conflict_error")
"""What the API's reference names, and the SDK's union of errors does not."""


@pytest.mark.parametrize(("status", "raised", "kind", "again"), STATUSES, ids=[str(case[0]) for case in STATUSES])
async def test_an_error_is_of_its_class(
    origin: str,
    status: int,
    raised: type[anthropic.APIStatusError],
    kind: str,
    again: bool,  # noqa: FBT001 - a table's column
) -> None:
    fault = f"status={status};message=Oh;retry-after=3"
    async with claude(origin, x_fake_fault=fault) as client:
        for ask in (whole, streamed):
            with pytest.raises(raised) as caught:
                await ask(client)
            error: Any = caught.value
            assert (error.status_code, error.type, error.api_message) == (status, kind, "Oh")
            assert error.request_id == error.body["request_id"]
            assert error.response.headers["retry-after"] == "3"
            assert error.response.headers["x-should-retry"] == str(again).lower()
    answer = await post(origin, body_of(), x_fake_fault=fault)
    assert list(answer.json()) == ["type", "error", "request_id"]
    if kind not in UNTYPED:
        check_error(answer.json())


async def test_an_overloaded_server_has_a_class_of_its_own(origin: str) -> None:
    async with claude(origin, x_fake_fault="status=529") as client:
        with pytest.raises(anthropic.APIStatusError) as caught:
            await whole(client)
    assert type(caught.value).__name__ == "OverloadedError"


@pytest.mark.parametrize(("status", "kind"), [(529, "overloaded_error"), (500, "api_error"), (429, "rate_limit_error")])
async def test_an_error_inside_a_stream_is_raised(origin: str, status: int, kind: str) -> None:
    fault = f"error@event=4;status={status};message=Oh"
    async with claude(origin, x_fake_fault=fault) as client:
        with pytest.raises(anthropic.APIStatusError) as caught:
            await streamed(client)
    assert caught.value.body == {"type": "error", "error": {"type": kind, "message": "Oh"}}
    found = events((await post(origin, body_of(stream=True), x_fake_fault=fault)).content)
    assert [event["type"] for event in found] == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "error",
    ]


async def test_a_script_that_nobody_wrote_is_not_found(client: Claude) -> None:
    for ask in (whole, streamed):
        with pytest.raises(anthropic.NotFoundError, match="model: fake/none"):
            await ask(client, model="fake/none")
    with pytest.raises(anthropic.NotFoundError, match="model: fake/none"):
        await client.messages.count_tokens(model="fake/none", messages=HELLO)


async def test_a_prompt_that_is_too_long_is_refused_and_counted() -> None:
    async with ModelServer(Setup(context_window=20)) as server, claude(server.origin) as client:
        messages: Any = [{"role": "user", "content": "word " * 30}]
        tokens = (await client.messages.count_tokens(model=MODEL, messages=messages)).input_tokens
        assert tokens > 20
        with pytest.raises(anthropic.BadRequestError) as caught:
            await whole(client, messages=messages)
    assert caught.value.api_message == f"prompt is too long: {tokens} tokens > 20 maximum"


async def test_a_schema_that_asks_too_much_is_refused_at_its_place(client: Claude) -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}, "required": ["a"]}
    tool = {"name": "look", "input_schema": schema}
    with pytest.raises(anthropic.BadRequestError) as caught:
        await whole(client, tools=[tool], tool_choice={"type": "any"})
    assert str(caught.value.api_message).startswith("tools.0.custom.input_schema")


STREAM = json.dumps(body_of(stream=True)).encode()


def asked(fault: str) -> bytes:
    """A request for a stream as it travels, to which this is to happen."""
    headers = {"anthropic-version": LATEST, "x-fake-fault": fault, "connection": "close"}
    return request_bytes("POST", "/anthropic/v1/messages", STREAM, headers)


@pytest.mark.parametrize(
    ("fault", "begun"),
    [
        ("end@event=4", ["message_start", "content_block_start", "ping", "content_block_delta"]),
        ("drop@event=1", ["message_start"]),
        ("half@event=1", ["message_start", "content_block_start"]),
        ("half@event=1;then=end", ["message_start", "content_block_start"]),
    ],
)
async def test_a_cut_counts_the_events_of_this_api(fault: str, begun: list[str]) -> None:
    async with ModelServer() as server, RawClient(server) as raw:
        await raw.send(asked(fault))
        data = await raw.rest()
    assert [line.removeprefix(b"event: ").strip() for line in data.split(b"\n") if line.startswith(b"event: ")] == [
        name.encode() for name in begun
    ]
    assert (b'"content_block":{"type":"text","text":""}}\n\n' in data) == ("half" not in fault and len(begun) > 1)


async def test_a_cut_inside_a_character_is_inside_what_is_said(tmp_path: Path) -> None:
    async with playing(tmp_path, "Gr\u00fc\u00dfe") as server, RawClient(server) as raw:
        await raw.send(asked("utf8@event=0"))
        data = await raw.rest()
    assert b'"type":"text_delta"' in data
    with pytest.raises(UnicodeDecodeError):
        data.decode()


@pytest.mark.parametrize("fault", ["reset@event=4", "drop@event=4"])
async def test_a_stream_that_breaks_is_noticed(tmp_path: Path, fault: str) -> None:
    async with (
        playing(tmp_path, "one two three") as server,
        claude(server.origin, x_fake_fault=fault) as client,
    ):
        with pytest.raises(httpx2.TransportError):
            await streamed(client)


async def test_endless_pings_are_the_apis_own() -> None:
    async with ModelServer() as server, RawClient(server) as raw:
        await raw.send(asked("pings@event=1;ms=1"))
        await raw.until(b"message_start")
        for _ in range(3):
            await raw.until(b'event: ping\ndata: {"type":"ping"}\n\n')


async def test_pings_before_an_answer_that_is_not_streamed_are_none_of_an_event() -> None:
    headers = {"anthropic-version": LATEST, "x-fake-fault": "pings@event=0;ms=1"}
    body = json.dumps(body_of()).encode()
    async with ModelServer() as server, RawClient(server) as raw:
        await raw.send(request_bytes("POST", "/v1/messages", body, headers))
        head = await raw.until(b"\r\n\r\n")
        assert b"application/json" in head
        assert b"event" not in await raw.until(b"\n\r\n1\r\n\n")
