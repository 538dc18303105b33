"""What is no request of any shape, and what is said about it."""

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
from service.field import JSON
from service.requests import ChatRequest, read_chat, read_request, require_streamed
from service.ui_messages import MessageLimits

LIMITS = MessageLimits(messages=10, characters=1000)
MESSAGES: JSON = [{"role": "user", "content": "Hi"}]
OTHERS = {"chat-message", "llm-generate"}


def parse(value: JSON) -> ChatRequest:
    return parse_chat(json_text.encode(value))


def parse_chat(body: bytes) -> ChatRequest:
    request = read_request(body)
    require_streamed(request, OTHERS)
    return read_chat(request, LIMITS)


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
