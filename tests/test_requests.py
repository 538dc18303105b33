"""What real clients send is in ``tests/vectors/requests.json``, recorded from ai 4, 5, 6 and 7."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import pytest

from service import json_text
from service.errors import (
    ActionNotStreamed,
    EmptyMessages,
    InvalidJSON,
    InvalidRequest,
    MessageTooLong,
    TooManyMessages,
    UnknownAction,
    UnknownRole,
    UnknownShape,
)
from service.field import JSON, Field
from service.messages import AssistantMessage, ImagePart, TextPart, UserMessage
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


# What real clients send.


class Sent(TypedDict):
    method: str
    target: str
    body: dict[str, JSON]


_VECTORS = Path(__file__).parent / "vectors" / "requests.json"
SDKS: dict[str, dict[str, list[Sent]]] = json.loads(_VECTORS.read_text())["sdks"]
FLOWS = {f"ai {sdk}, {name}": sent[0] for sdk, flows in SDKS.items() for name, sent in flows.items()}
WITH_PDF = {name: sent for name, sent in FLOWS.items() if name.endswith((", attachments", ", files"))}
READ = {name: sent for name, sent in FLOWS.items() if name not in WITH_PDF}

ONE_TURN = ChatRequest(messages=HI, chat_id="chat-1")
TWO_TURNS = ChatRequest(
    messages=(*HI, AssistantMessage("Hello!"), UserMessage((TextPart("And now?"),))), chat_id="chat-1"
)
MEANT = {
    "second-turn": TWO_TURNS,
    "extra-fields": TWO_TURNS,
    "body-and-headers": ChatRequest(messages=HI, chat_id="chat-1", model="gpt-4o"),
}
PDF_AT = {"4": "messages[0].experimental_attachments[1].url", "5": "messages[0].parts[1].url"}


@pytest.mark.parametrize(("name", "sent"), READ.items(), ids=READ)
def test_what_a_real_client_sends_is_understood(name: str, sent: Sent) -> None:
    _, _, flow = name.partition(", ")
    assert (sent["method"], sent["target"]) == ("POST", "/api/chat")
    assert parse(sent["body"]) == MEANT.get(flow, ONE_TURN)


@pytest.mark.parametrize(("name", "sent"), WITH_PDF.items(), ids=WITH_PDF)
def test_a_pdf_among_a_clients_files_is_refused_by_name(name: str, sent: Sent) -> None:
    place = PDF_AT.get(name.removeprefix("ai ")[0], PDF_AT["5"])
    with pytest.raises(InvalidRequest) as caught:
        parse(sent["body"])
    assert caught.value.message == f"{place} is of type application/pdf, and only images and text are read"


@pytest.mark.parametrize("sent", WITH_PDF.values(), ids=WITH_PDF)
def test_the_image_beside_it_is_read(sent: Sent) -> None:
    text = json_text.encode(sent["body"]).decode()
    pdf = text.index(',{"type":"file","mediaType":"application/pdf"' if "trigger" in text else ',{"name":"b.pdf"')
    without = text[:pdf] + text[text.index("}", pdf) + 1 :]
    (message,) = parse_chat(without.encode()).messages
    assert isinstance(message, UserMessage)
    (image,) = [part for part in message.parts if isinstance(part, ImagePart)]
    assert image.url in text
    assert TextPart("Look") in message.parts
    assert len(message.parts) == 2


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


# Every refusal.

NO_JSON: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \n",
    "a word": b"hello",
    "a form": b"prompt=Hi",
    "cut short": b'{"prompt":"Hi"',
    "two documents": b'{"prompt":"Hi"}{}',
    "single quotes": b"{'prompt':'Hi'}",
    "not UTF-8": b'{"prompt":"\xff"}',
    "UTF-16": '{"prompt":"Hi"}'.encode("utf-16"),
    "NaN": b'{"prompt":"Hi","temperature":NaN}',
    "Infinity": b'{"prompt":"Hi","temperature":-Infinity}',
    "a number that is infinite": b'{"prompt":"Hi","temperature":1e999}',
    "a number beyond all use": b'{"prompt":"Hi","n":' + b"1" * 5000 + b"}",
    "nested too deeply": b'{"prompt":' + b"[" * 200_000,
    "an empty body in an envelope": b'{"body":""}',
    "no JSON in an envelope": b'{"body":"prompt=Hi"}',
    "NaN in an envelope": b'{"body":"{\\"prompt\\":NaN}"}',
    "base64 that nobody announced": b'{"body":"eyJwcm9tcHQiOiJIaSJ9"}',
    "no JSON in base64": b'{"body":"aGVsbG8=","isBase64Encoded":true}',
    "no UTF-8 in base64": b'{"body":"/w==","isBase64Encoded":true}',
    "nothing in base64": b'{"body":"","isBase64Encoded":true}',
}

SHAPELESS: dict[str, JSON] = {
    "null": None,
    "a boolean": True,
    "a number": 5,
    "a string": "Hi",
    "an array": [{"prompt": "Hi"}],
    "an empty object": {},
    "something else": {"input": "Hi"},
    "only an action": {"action": "chat-v2-stream"},
    "nulls": {"messages": None, "prompt": None, "payload": None, "body": None},
    "an envelope with an array": {"body": []},
    "an envelope with a number": {"body": 5},
    "an envelope with nothing known": {"body": {}},
    "an envelope with a JSON string": {"body": '"Hi"'},
    "an envelope in an envelope": {"body": {"body": {"prompt": "Hi"}}},
    "an envelope in an envelope, as text": {"body": '{"body":"{}"}'},
}

REFUSED: dict[str, tuple[JSON, type[InvalidRequest], str]] = {
    "an unknown action": ({"action": "dance", "prompt": "Hi"}, UnknownAction, "Unknown action: dance"),
    "an empty action": ({"action": "", "prompt": "Hi"}, UnknownAction, "Unknown action: "),
    "an action in another case": ({"action": "Chat-V2-Stream"}, UnknownAction, "Unknown action: Chat-V2-Stream"),
    "a hostile action": ({"action": "x" * 100_000}, UnknownAction, f"Unknown action: {'x' * 200}"),
    "half a character as action": ({"action": "\ud83d"}, UnknownAction, "Unknown action: \ud83d"),
    "an action that is not streamed": (
        {"action": "chat-message", "payload": {"messages": MESSAGES}},
        ActionNotStreamed,
        "Streaming handler only supports chat-v2-stream, not chat-message",
    ),
    "another action that is not streamed": (
        {"body": {"action": "llm-generate"}},
        ActionNotStreamed,
        "Streaming handler only supports chat-v2-stream, not llm-generate",
    ),
    "an action before all else": ({"action": "dance", "payload": 5}, UnknownAction, "Unknown action: dance"),
    "an action of another type": ({"action": 5}, InvalidRequest, "action must be a string, not a number"),
    "an action of another type in an envelope": (
        {"body": {"action": []}},
        InvalidRequest,
        "body.action must be a string, not an array",
    ),
    "a payload of another type": ({"payload": "Hi"}, InvalidRequest, "payload must be an object, not a string"),
    "a payload that is an array": ({"payload": []}, InvalidRequest, "payload must be an object, not an array"),
    "an empty payload": ({"payload": {}}, InvalidRequest, "payload.messages is missing"),
    "messages of another type": ({"messages": "Hi"}, InvalidRequest, "messages must be an array, not a string"),
    "messages that are an object": ({"messages": {}}, InvalidRequest, "messages must be an array, not an object"),
    "no messages": ({"messages": []}, EmptyMessages, "messages must not be empty"),
    "no messages in a payload": ({"payload": {"messages": []}}, EmptyMessages, "payload.messages must not be empty"),
    "an empty prompt": ({"prompt": ""}, EmptyMessages, "prompt must not be empty"),
    "a prompt of another type": ({"prompt": ["Hi"]}, InvalidRequest, "prompt must be a string, not an array"),
    "a prompt of another type in a payload": (
        {"payload": {"prompt": False}},
        InvalidRequest,
        "payload.prompt must be a string, not a boolean",
    ),
    "a model of another type": ({"prompt": "Hi", "model": 5}, InvalidRequest, "model must be a string, not a number"),
    "a model of another type in a payload": (
        {"payload": {"prompt": "Hi", "model": {}}},
        InvalidRequest,
        "payload.model must be a string, not an object",
    ),
    "an id of another type": ({"prompt": "Hi", "id": 5}, InvalidRequest, "id must be a string, not a number"),
    "an unknown role": (
        {"messages": [{"role": "robot", "content": "Hi"}]},
        UnknownRole,
        "messages[0].role is not system, user, assistant or data: robot",
    ),
    "too many messages": (
        {"messages": [{"role": "user", "content": "Hi"}] * 11},
        TooManyMessages,
        "messages has 11 messages, at most 10 are read",
    ),
    "too long a message": (
        {"messages": [{"role": "user", "content": "x" * 1001}]},
        MessageTooLong,
        "messages[0] has 1001 characters of text, at most 1000 are read",
    ),
    "too long a prompt": (
        {"prompt": "x" * 1001},
        MessageTooLong,
        "prompt has 1001 characters of text, at most 1000 are read",
    ),
    "base64 that is none": ({"body": "?", "isBase64Encoded": True}, InvalidRequest, "body is not valid base64"),
    "base64 not ASCII": ({"body": "é", "isBase64Encoded": True}, InvalidRequest, "body is not valid base64"),
    "base64 that is an object": (
        {"body": {"prompt": "Hi"}, "isBase64Encoded": True},
        InvalidRequest,
        "body must be a string, not an object",
    ),
    "base64 or not, of another type": (
        {"body": "e30=", "isBase64Encoded": "true"},
        InvalidRequest,
        "isBase64Encoded must be a boolean, not a string",
    ),
}
"""A body, and the error with its message."""

CODES = {
    InvalidRequest: "invalid_request",
    EmptyMessages: "empty_messages",
    UnknownRole: "unknown_role",
    UnknownAction: "unknown_action",
    ActionNotStreamed: "action_not_streamed",
    TooManyMessages: "too_many_messages",
    MessageTooLong: "message_too_long",
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
def test_what_is_not_json_is_refused_and_only_the_log_learns_why(body: bytes) -> None:
    with pytest.raises(InvalidJSON) as caught:
        parse_chat(body)
    error = caught.value
    assert (error.status, error.code, error.message) == (400, "invalid_json", "Request body is not valid JSON")
    assert error.detail


@pytest.mark.parametrize("value", SHAPELESS.values(), ids=SHAPELESS)
def test_what_has_no_known_shape_is_refused(value: JSON) -> None:
    with pytest.raises(UnknownShape) as caught:
        parse(value)
    error = caught.value
    assert (error.status, error.code) == (400, "unknown_shape")
    assert error.message == "Invalid request format - expected action/payload, prompt, or messages"


@pytest.mark.parametrize(("value", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_every_other_refusal_says_what_is_wrong(value: JSON, kind: type[InvalidRequest], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse(value)
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.message) == (400, CODES[kind], message)


def test_a_request_that_is_cut_short_anywhere_is_refused() -> None:
    whole = json_text.encode({"id": "chat-1", "messages": MESSAGES})
    for end in range(len(whole)):
        with pytest.raises(InvalidJSON):
            parse_chat(whole[:end])


def test_nothing_that_json_can_say_is_more_than_refused() -> None:
    """Any value in any place gives a request or an InvalidRequest, never another exception."""
    values: list[JSON] = [None, True, 0, -1.5, 2**70, "", "é\ud83d", [], [None], {}, {"": None}]
    names = ("action", "payload", "prompt", "messages", "body", "isBase64Encoded", "model", "id")
    beside: list[dict[str, JSON]] = [{}, {"messages": MESSAGES}, {"prompt": "Hi"}, {"body": {"prompt": "Hi"}}]
    outcomes: set[type[object]] = set()
    for others in beside:
        for name in names:
            for value in values:
                try:
                    outcomes.add(type(parse({**others, name: value})))
                except InvalidRequest as error:
                    outcomes.add(type(error))
    assert {ChatRequest, InvalidRequest, InvalidJSON, UnknownShape, UnknownAction, EmptyMessages} == outcomes


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
