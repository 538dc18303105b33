"""What DeepSeek refuses, and in which words."""

import json

import pytest

from fakes.model.api_error import ApiError
from fakes.model.deepseek.dialect import DeepSeek
from fakes.model.deepseek.refusal import error_body
from fakes.model.deepseek.routes import routes
from tests.fakes.model.family.providers import TOOLS, Json
from tests.fakes.model.gemini.playing import ask

HELLO = {"role": "user", "content": "Hello"}
CALLED = {"id": "a", "type": "function", "function": {"name": "b", "arguments": "{}"}}
CALLING = {"role": "assistant", "content": "", "tool_calls": [CALLED]}
UNREAD = "Failed to deserialize the JSON body into the target type: "

REFUSED: list[tuple[Json, str]] = [
    ({"messages": [{"role": "developer", "content": "a"}]},
     f"{UNREAD}messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`"),
    ({"messages": [{"content": "a"}]}, f"{UNREAD}messages[0]: missing field `role`"),
    ({"messages": "Hello"}, f"{UNREAD}messages: invalid type: string, expected a sequence"),
    ({"messages": [{"role": "user", "content": 5}]},
     f"{UNREAD}messages[0].content: invalid type: sequence, expected a string"),
    ({"messages": []}, "Invalid messages: it must hold at least one message"),
    ({"stream": "yes"}, f"{UNREAD}stream: invalid type: string, expected a boolean"),
    ({"temperature": "hot"}, f"{UNREAD}temperature: invalid type: string, expected f32"),
    ({"temperature": 3}, "Invalid temperature value, the valid range of temperature is [0, 2]"),
    ({"max_tokens": 0}, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"),
    ({"seed": 2**70}, f"Invalid seed: it is {2**70}, and must be at most {2**63 - 1}"),
    ({"thinking": {"type": "deep"}},
     f"{UNREAD}thinking.type: unknown variant `deep`, expected one of `enabled`, `disabled`"),
    ({"messages": [HELLO, CALLING]},
     ("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
     "(insufficient tool messages following tool_calls message)")),
    ({"messages": [HELLO, {"role": "tool", "tool_call_id": "a", "content": "b"}]},
     "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."),
    ({"response_format": {"type": "json_object"}},
     "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'."),
    ({"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}},
     "This response_format type is unavailable now"),
    ({"model": "deepseek-reasoner", "logprobs": True}, "deepseek-reasoner does not support logprobs"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), REFUSED, ids=[message[-40:] for _, message in REFUSED])
def test_a_request_is_refused_in_deepseeks_words(body: Json, message: str) -> None:
    asked = {"model": "deepseek-chat", "messages": [HELLO], **body}
    reply, data = ask(routes(), "/deepseek/chat/completions", asked)
    error = json.loads(data)["error"]
    assert (reply.status, error["message"]) == (400, message)
    assert error == {
        "message": message, "type": "invalid_request_error", "param": None, "code": "invalid_request_error"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"messages": [HELLO]}, f"{UNREAD}missing field `model`"),
        ([], f"{UNREAD}invalid type: sequence, expected a map"),
        ({"model": "deepseek-chat"}, f"{UNREAD}missing field `messages`"),
    ],
)
def test_a_body_without_what_it_needs_is_not_read(body: object, message: str) -> None:
    _, data = ask(routes(), "/deepseek/chat/completions", body)
    assert json.loads(data)["error"]["message"] == message


def test_what_it_does_not_know_it_does_not_mind() -> None:
    body = {"model": "deepseek-chat", "messages": [HELLO], "tools": TOOLS, "top_k": 3, "n": 5, "verbosity": "loud"}
    reply, data = ask(routes(), "/deepseek/chat/completions", body)
    assert (reply.status, len(json.loads(data)["choices"])) == (200, 1)


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, "authentication_error", "invalid_request_error"),
        (402, "unknown_error", "invalid_request_error"),
        (429, "rate_limit_error", "invalid_request_error"),
        (500, "server_error", "server_error"),
        (503, "server_error", "server_error"),
    ],
)
def test_an_error_has_its_type(status: int, kind: str, code: str) -> None:
    error = ApiError(status, "Oh no")
    assert error_body(error) == {"message": "Oh no", "type": kind, "param": None, "code": code}
    assert json.loads(DeepSeek().stream_error(error).removeprefix(b"data: ")) == {"error": error_body(error)}
