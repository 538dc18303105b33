"""What Groq refuses, and in which words."""

import json

import pytest

from fakes.model.api_error import ApiError
from fakes.model.groq.dialect import Groq
from fakes.model.groq.refusal import error_body
from fakes.model.groq.routes import routes
from fakes.model.model_name import UnknownModel
from tests.fakes.model.family.providers import TOOLS, Json
from tests.fakes.model.gemini.playing import ask

HELLO = {"role": "user", "content": "Hello"}
CALLING = {
    "role": "assistant",
    "tool_calls": [{"id": "a", "type": "function", "function": {"name": "b", "arguments": "{}"}}],
}


def member(role: str, number: int, name: str) -> str:
    wrong = f"'messages.{number}' : property '{name}' is unsupported"
    return f"'messages.{number}' : for 'role:{role}' the following must be satisfied[({wrong})]"


REFUSED: list[tuple[Json, str]] = [
    ({"top_k": 3}, "property 'top_k' is unsupported"),
    ({"logprobs": True}, "`logprobs` is not supported with this model"),
    ({"top_logprobs": 2}, "`top_logprobs` is not supported with this model"),
    ({"logit_bias": {"1": 2}}, "`logit_bias` is not supported with this model"),
    ({"n": 2}, "'n' : number must be at most 1"),
    ({"temperature": 3}, "'temperature' : number must be at most 2"),
    ({"max_tokens": 0}, "'max_tokens' : number must be at least 1"),
    ({"temperature": "hot"}, "'temperature' : value must be a number"),
    ({"stream": "yes"}, "'stream' : value must be a boolean"),
    ({"messages": []}, "'messages' : minimum number of items is 1"),
    ({"messages": None}, "'messages' : value must be an array"),
    ({"messages": [{}]}, "'messages.0' : property 'role' is missing"),
    ({"messages": [{"role": "bot"}]}, "'messages.0' : discriminator property 'role' has invalid value"),
    ({"messages": [{"role": "user"}]}, "'messages.0' : property 'content' is missing"),
    ({"messages": [{"role": "user", "content": 5}]}, "'messages.0.content' : value must be a string or an array"),
    ({"messages": [HELLO, {**HELLO, "timestamp": 1}]}, member("user", 1, "timestamp")),
    ({"messages": [HELLO, {"role": "assistant", "content": "", "tool_call_id": "a"}]},
     member("assistant", 1, "tool_call_id")),
    ({"messages": [HELLO, CALLING]},
     ("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
     "The following tool_call_ids did not have response messages: a")),
    ({"service_tier": "best"}, ("'service_tier' : value is not one of the allowed values "
     "['auto','on_demand','flex','performance']")),
    ({"reasoning_format": "parsed", "include_reasoning": True},
     "cannot specify both `reasoning_format` and `include_reasoning`"),
    ({"response_format": {"type": "json_object"}, "tools": TOOLS},
     "json mode cannot be combined with tool/function calling"),
    ({"response_format": {"type": "json_object"}},
     "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
def test_a_request_is_refused_in_groqs_words(body: Json, message: str) -> None:
    asked = {"model": "llama-3.3-70b-versatile", "messages": [HELLO], **body}
    reply, data = ask(routes(), "/groq/openai/v1/chat/completions", asked)
    error = json.loads(data)["error"]
    assert (reply.status, error["message"], error["type"]) == (400, message, "invalid_request_error")
    assert "code" not in error


@pytest.mark.parametrize("name", ["logprobs", "logit_bias", "top_logprobs"])
def test_what_is_switched_off_is_not_asked_for(name: str) -> None:
    body = {"model": "llama-3.3-70b-versatile", "messages": [HELLO], name: None, "logprobs": False, "n": 1}
    reply, _ = ask(routes(), "/groq/openai/v1/chat/completions", {**body, "service_tier": "flex"})
    assert reply.status == 200


def test_a_missing_parameter_has_no_place() -> None:
    _, data = ask(routes(), "/groq/openai/v1/chat/completions", {"messages": [HELLO]})
    assert json.loads(data)["error"]["message"] == "property 'model' is missing"


ERRORS: list[tuple[ApiError, Json]] = [
    (UnknownModel("fake/none"),
     {"message": "The model `fake/none` does not exist or you do not have access to it.",
      "type": "invalid_request_error", "code": "model_not_found"}),
    (ApiError(401, "Invalid API Key", code="invalid_api_key"),
     {"message": "Invalid API Key", "type": "invalid_request_error", "code": "invalid_api_key"}),
    (ApiError(429, "Too many requests.", code="rate_limit_exceeded"),
     {"message": "Too many requests.", "type": "requests", "code": "rate_limit_exceeded"}),
    (ApiError(429, "Too many tokens.", code="rate_limit_exceeded"),
     {"message": "Too many tokens.", "type": "tokens", "code": "rate_limit_exceeded"}),
    (ApiError(400, "Too long.", code="context_length_exceeded", param="messages"),
     {"message": "Please reduce the length of the messages or completion.", "type": "invalid_request_error",
      "param": "messages", "code": "context_length_exceeded"}),
    (ApiError(503, "Over capacity."), {"message": "Over capacity.", "type": "internal_server_error"}),
]  # fmt: skip


@pytest.mark.parametrize(("error", "body"), ERRORS)
def test_an_error_has_its_type_and_its_code(error: ApiError, body: Json) -> None:
    assert error_body(error) == body


def test_an_error_inside_a_stream_is_an_event_of_its_own_name() -> None:
    event = Groq().stream_error(ApiError(503, "Oh no"))
    assert event == (
        b'event: error\ndata: {"error":{"message":"Oh no","type":"internal_server_error","status_code":503}}\n\n'
    )
