"""What Mistral refuses, in which words, and with which status."""

import json

import pytest

from fakes.model.api_error import ApiError
from fakes.model.mistral.dialect import Mistral
from fakes.model.mistral.refusal import refusal
from fakes.model.mistral.routes import routes
from fakes.model.model_name import UnknownModel
from tests.fakes.model.family.providers import TOOLS, Json
from tests.fakes.model.gemini.playing import ask

CHAT = "/mistral/v1/chat/completions"
HELLO = {"role": "user", "content": "Hello"}
FUNCTION = {"name": "look", "arguments": "{}"}
CALLING = {"role": "assistant", "content": "", "tool_calls": [{"id": "abcdefgh1", "function": FUNCTION}]}
RESULT = {"role": "tool", "content": "sunny", "tool_call_id": "abcdefgh1", "name": "look"}
FORBIDDEN = "Extra inputs are not permitted"


def request(**fields: object) -> Json:
    return {"model": "mistral-small-latest", "messages": [HELLO], **fields}


INVALID: list[tuple[Json, list[object], str, str]] = [
    (request(max_completion_tokens=5), ["max_completion_tokens"], "extra_forbidden", FORBIDDEN),
    (request(stream_options={"include_usage": True}), ["stream_options"], "extra_forbidden", FORBIDDEN),
    (request(seed=5), ["seed"], "extra_forbidden", FORBIDDEN),
    (request(messages=[{**HELLO, "name": "Ann"}]), ["messages", 0, "user", "name"], "extra_forbidden", FORBIDDEN),
    ({"messages": [HELLO]}, ["model"], "missing", "Field required"),
    ({"model": "mistral-small-latest"}, ["messages"], "missing", "Field required"),
    (request(messages=[]), ["messages"], "too_short", "List should have at least 1 item after validation, not 0"),
    (request(messages="Hello"), ["messages"], "list_type", "Input should be a valid list"),
    (request(messages=[{"role": "bot"}]), ["messages", 0, "role"], "literal_error",
     "Input should be 'assistant', 'system', 'tool' or 'user'"),
    (request(temperature=2), ["temperature"], "less_than_equal", "Input should be less than or equal to 1.5"),
    (request(temperature=-1), ["temperature"], "greater_than_equal", "Input should be greater than or equal to 0"),
    (request(temperature="hot"), ["temperature"], "float_type", "Input should be a valid number"),
    (request(max_tokens="many"), ["max_tokens"], "int_type", "Input should be a valid integer"),
    (request(stream="yes"), ["stream"], "bool_type", "Input should be a valid boolean"),
    (request(random_seed=-1), ["random_seed"], "greater_than_equal", "Input should be greater than or equal to 0"),
    (request(tools=TOOLS, tool_choice="all"), ["tool_choice"], "literal_error",
     "Input should be 'auto', 'none', 'any' or 'required'"),
    (request(tools=[{"type": "magic"}]), ["tools", 0, "type"], "literal_error", "Input should be 'function'"),
    (request(stop=[""]), ["stop", 0], "value_error", "Value error, it must not be empty"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "place", "kind", "words"),
    INVALID,
    ids=["-".join(map(str, (*place, kind))) for _, place, kind, _ in INVALID],
)
def test_a_request_that_cannot_be_read_is_unprocessable(body: Json, place: list[object], kind: str, words: str) -> None:
    reply, data = ask(routes(), CHAT, body)
    detail = {"type": kind, "loc": ["body", *place], "msg": words}
    assert (reply.status, json.loads(data)) == (
        422,
        {
            "object": "error",
            "message": {"detail": [detail]},
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        },
    )


ORDERS: list[tuple[list[object], str]] = [
    ([HELLO, RESULT], "Unexpected role 'tool' after role 'user'"),
    ([RESULT], "Unexpected role 'tool'"),
    ([HELLO, {"role": "assistant", "content": "Hi"}],
     "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant"),
    ([HELLO, CALLING, HELLO], "Not the same number of function calls and responses"),
    ([HELLO, CALLING, {**RESULT, "tool_call_id": "other"}], "Not the same number of function calls and responses"),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "words"), ORDERS, ids=range(len(ORDERS)))
def test_messages_in_a_wrong_order_are_a_bad_request(messages: list[object], words: str) -> None:
    reply, data = ask(routes(), CHAT, request(messages=messages))
    assert (reply.status, json.loads(data)) == (
        400,
        {
            "object": "error",
            "message": words,
            "type": "invalid_request_message_order",
            "param": None,
            "code": "3230",
            "raw_status_code": 400,
        },
    )


IMAGE = "data:image/png;base64,iVBORw0="
TAKEN: list[list[object]] = [
    [HELLO, CALLING, RESULT],
    [HELLO, CALLING, RESULT, {"role": "assistant", "content": "It is", "prefix": True}],
    [{"role": "system", "content": "Be kind."}, {"role": "user", "content": None}],
    [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": IMAGE}]}],
    [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": IMAGE, "detail": "low"}}]}],
    [{"role": "user", "content": [{"type": "document_url", "document_url": "https://a.b/c.pdf"}]}],
    [HELLO, {"role": "assistant", "content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": "b"}]},
     HELLO],
    [HELLO, {"role": "assistant", "content": "", "tool_calls": []}, HELLO],
    [HELLO, {"role": "assistant", "tool_calls": [{"id": "abcdefgh1", "function": {"name": "look", "arguments": {}}}]},
     RESULT],
    [HELLO, {"role": "assistant", "tool_calls": [{"function": FUNCTION}]}, {**RESULT, "tool_call_id": "null"}],
]  # fmt: skip


@pytest.mark.parametrize("messages", TAKEN)
def test_messages_are_taken_as_the_client_sends_them(messages: list[object]) -> None:
    reply, data = ask(routes(), CHAT, request(messages=messages))
    assert reply.status == 200, data


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [{"function": {"name": "look", "parameters": {}}}], "tool_choice": "auto"},
        {"tools": None, "tool_choice": "auto", "parallel_tool_calls": True},
        {"tools": [], "tool_choice": "none", "parallel_tool_calls": False},
        {"random_seed": 5, "safe_prompt": True, "prompt_mode": "reasoning", "metadata": {"a": 1}},
        {"response_format": {"type": "json_object"}},
    ],
)
def test_parameters_are_taken_as_the_client_sends_them(fields: Json) -> None:
    reply, data = ask(routes(), CHAT, request(**fields))
    assert reply.status == 200, data


EMBEDDED: list[tuple[Json, list[object], str]] = [
    ({"dimensions": 8}, ["dimensions"], FORBIDDEN),
    ({"output_dimension": 2000}, ["output_dimension"], "Input should be less than or equal to 1024"),
    ({"output_dtype": "int4"}, ["output_dtype"],
     "Input should be 'float', 'int8', 'uint8', 'binary' or 'ubinary'"),
    ({"output_dtype": "int8"}, ["output_dtype"], "Value error, it must be 'float' here: other numbers are not made"),
    ({"input": []}, ["input"], "List should have at least 1 item after validation, not 0"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "place", "words"), EMBEDDED)
def test_what_cannot_be_embedded_is_unprocessable(fields: Json, place: list[object], words: str) -> None:
    reply, data = ask(routes(), "/mistral/v1/embeddings", {"model": "mistral-embed", "input": "a", **fields})
    (detail,) = json.loads(data)["message"]["detail"]
    assert (reply.status, detail["loc"], detail["msg"]) == (422, ["body", *place], words)


def told(message: str, kind: str, code: str, status: int) -> Json:
    body = {"object": "error", "message": message, "type": kind, "param": None, "code": code}
    return {**body, "raw_status_code": status}


ERRORS: list[tuple[ApiError, int, Json]] = [
    (UnknownModel("fake/none"), 400, told("Invalid model: fake/none", "invalid_model", "1500", 400)),
    (ApiError(401, "Unauthorized"), 401, {"message": "Unauthorized", "request_id": "1"}),
    (ApiError(404, "anything", code="unknown_url"), 404, {"detail": "Not Found"}),
    (ApiError(404, "Oh no"), 404, {"detail": "Oh no"}),
    (ApiError(429, "Slow down.", code="rate_limit_exceeded"), 429, told("Slow down.", "rate_limited", "1300", 429)),
    (ApiError(429, "Slow down."), 429, told("Slow down.", "rate_limited", "1300", 429)),
    (ApiError(400, "Too long.", code="context_length_exceeded"), 400,
     told("Too long.", "invalid_request_prompt", "3051", 400)),
    (ApiError(503, "Oh no"), 503, told("Oh no", "unreachable_backend", "1100", 503)),
]  # fmt: skip


@pytest.mark.parametrize(("error", "status", "body"), ERRORS)
def test_what_else_goes_wrong_has_a_type_and_a_number(error: ApiError, status: int, body: Json) -> None:
    reply = refusal(error, "req_1")
    assert (reply.status, json.loads(b"".join(frame.data for frame in reply.body.frames))) == (status, body)


def test_an_error_inside_a_stream_is_an_event() -> None:
    event = Mistral().stream_error(ApiError(503, "Oh no"))
    assert json.loads(event.removeprefix(b"data: ")) == {"error": told("Oh no", "unreachable_backend", "1100", 503)}
