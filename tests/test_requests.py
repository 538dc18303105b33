import base64
import json
from collections.abc import Callable

import pytest

from service import json_text
from service.errors import InvalidRequest
from service.field import JSON, Field
from service.messages import TextPart, UserMessage
from service.requests import ChatRequest, action_of, payload_of, read_chat, read_request, require_streamed
from service.ui_messages import MessageLimits

LIMITS = MessageLimits(messages=10, characters=1000)
MESSAGES: JSON = [{"role": "user", "content": "Hi"}]
HI = (UserMessage((TextPart("Hi"),)),)


OTHERS = {"chat-message", "llm-generate"}


def parse(value: JSON) -> ChatRequest:
    return parse_chat(json_text.encode(value))


def parse_chat(body: bytes) -> ChatRequest:
    request = read_request(body)
    require_streamed(request, OTHERS)
    return read_chat(request, LIMITS)


# Every shape, and each in a gateway's envelope.

SHAPES: dict[str, tuple[JSON, ChatRequest]] = {
    "useChat, ai 4.0": ({"messages": MESSAGES}, ChatRequest(messages=HI)),
    "useChat": ({"id": "chat-1", "messages": MESSAGES}, ChatRequest(messages=HI, chat_id="chat-1")),
    "useChat with action and model": (
        {"id": "chat-1", "messages": MESSAGES, "action": "chat-v2-stream", "model": "gpt-4o", "data": {"hint": 1}},
        ChatRequest(messages=HI, chat_id="chat-1", model="gpt-4o"),
    ),
    "useChat with nulls": (
        {"messages": MESSAGES, "action": None, "payload": None, "prompt": None, "model": None, "id": None},
        ChatRequest(messages=HI),
    ),
    "useChat with empty names": ({"messages": MESSAGES, "model": "", "id": ""}, ChatRequest(messages=HI)),
    "useChat with a body beside it": ({"messages": MESSAGES, "body": 5}, ChatRequest(messages=HI)),
    "direct": ({"action": "chat-v2-stream", "payload": {"messages": MESSAGES}}, ChatRequest(messages=HI)),
    "direct without action": ({"payload": {"messages": MESSAGES}}, ChatRequest(messages=HI)),
    "direct with names inside": (
        {"payload": {"messages": MESSAGES, "model": "a", "id": "b"}, "model": "c", "id": "d"},
        ChatRequest(messages=HI, model="a", chat_id="b"),
    ),
    "direct with names outside": (
        {"payload": {"messages": MESSAGES, "model": "", "id": None}, "model": "c", "id": "d"},
        ChatRequest(messages=HI, model="c", chat_id="d"),
    ),
    "direct with a prompt": ({"payload": {"prompt": "Hi"}}, ChatRequest(messages=HI)),
    "direct, messages outside count for nothing": (
        {"payload": {"messages": MESSAGES}, "messages": [5]},
        ChatRequest(messages=HI),
    ),
    "direct with a body beside it": ({"payload": {"messages": MESSAGES}, "body": "{"}, ChatRequest(messages=HI)),
    "prompt": ({"prompt": "Hi"}, ChatRequest(messages=HI)),
    "prompt with action": (
        {"action": "chat-v2-stream", "prompt": "Hi", "model": "gpt-4o"},
        ChatRequest(messages=HI, model="gpt-4o"),
    ),
    "prompt with a name": ({"prompt": "Hi", "id": "chat-1"}, ChatRequest(messages=HI, chat_id="chat-1")),
    "prompt with a body beside it": ({"prompt": "Hi", "body": 5}, ChatRequest(messages=HI)),
    "messages before prompt": ({"prompt": "No", "messages": MESSAGES}, ChatRequest(messages=HI)),
}
"""A body, and what it asks for."""

ENVELOPES: dict[str, Callable[[JSON], JSON]] = {
    "alone": lambda inner: inner,
    "in a body, as an object": lambda inner: {"body": inner},
    "in a body, as an object, not base64": lambda inner: {"body": inner, "isBase64Encoded": False},
    "in a body, as text": lambda inner: {"body": json.dumps(inner)},
    "in a body, as text, not base64": lambda inner: {"body": json.dumps(inner), "isBase64Encoded": False},
    "in a body, as text, base64 null": lambda inner: {"body": json.dumps(inner), "isBase64Encoded": None},
    "in a body, as base64": lambda inner: {
        "body": base64.b64encode(b"\xef\xbb\xbf" + json_text.encode(inner)).decode(),
        "isBase64Encoded": True,
    },
    "in a gateway's whole event": lambda inner: {
        "version": "2.0",
        "rawPath": "/api/chat",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "POST"}},
        "body": json.dumps(inner),
        "isBase64Encoded": False,
    },
}


@pytest.mark.parametrize(("shape", "request_"), SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("wrap", ENVELOPES.values(), ids=ENVELOPES)
def test_a_request_may_have_any_shape(shape: JSON, request_: ChatRequest, wrap: Callable[[JSON], JSON]) -> None:
    assert parse(wrap(shape)) == request_


@pytest.mark.parametrize("wrap", list(ENVELOPES.values())[1:], ids=list(ENVELOPES)[1:])
def test_what_is_wrong_in_an_envelope_is_named_by_its_whole_path(wrap: Callable[[JSON], JSON]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse(wrap({"payload": {"messages": [{"role": "user", "content": 5}]}}))
    assert caught.value.message == "body.payload.messages[0].content must be an array, not a number"


@pytest.mark.parametrize("wrap", ENVELOPES.values(), ids=ENVELOPES)
def test_text_arrives_unharmed(wrap: Callable[[JSON], JSON]) -> None:
    text = 'é😀\u2028"\\\n\0'
    assert parse(wrap({"prompt": text})).messages == (UserMessage((TextPart(text),)),)


def test_a_byte_order_mark_in_front_is_no_part_of_a_request() -> None:
    assert parse_chat(b"\xef\xbb\xbf" + json_text.encode({"prompt": "Hi"})) == ChatRequest(messages=HI)


def test_half_a_character_is_replaced() -> None:
    body = rb'{"messages":[{"role":"user","content":"Hi\ud83d"}]}'
    assert parse_chat(body).messages == (UserMessage((TextPart("Hi\ufffd"),)),)


# What other actions work on.

PAYLOADS: dict[str, tuple[JSON, JSON, str]] = {
    "direct": ({"action": "a", "payload": {"x": 1}, "y": 2}, {"x": 1}, "payload"),
    "direct, no object": ({"action": "a", "payload": 0}, 0, "payload"),
    "flat": ({"action": "a", "x": 1, "payload": None}, {"x": 1, "payload": None}, ""),
    "nothing": ({"action": "a"}, {}, ""),
    "no action": ({"x": 1}, {"x": 1}, ""),
    "direct, in an envelope": ({"body": {"action": "a", "payload": [1]}}, [1], "body.payload"),
    "flat, in an envelope": ({"body": '{"action":"a","x":1}'}, {"x": 1}, "body"),
}


@pytest.mark.parametrize(("value", "payload", "path"), PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_is_what_the_request_calls_so_or_all_beside_the_action(value: JSON, payload: JSON, path: str) -> None:
    assert payload_of(read_request(json_text.encode(value))) == Field(payload, path)


@pytest.mark.parametrize(
    ("value", "action"),
    [({"action": "a"}, "a"), ({"action": ""}, ""), ({"action": None}, "chat-v2-stream"), ({}, "chat-v2-stream")],
)
def test_a_request_without_an_action_asks_for_the_stream(value: JSON, action: str) -> None:
    assert action_of(read_request(json_text.encode(value))) == action
