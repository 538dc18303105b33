"""What clients read in an error: its shape, its words, and the exception that they make of it."""

import json
from collections.abc import Callable

import openai
import pytest

from fakes.model.api_error import ApiError
from fakes.model.field import Field, FieldError
from fakes.model.openai.refusal import code, error_body, message, param, refusal, stream_error
from tests.fakes.model.openai.serving import Served, serving

pytestmark = pytest.mark.anyio

PLACE = "messages[0].content"


def raised(read: Callable[[Field], object], value: object, path: str) -> ApiError:
    """What becomes of a value that a reader refuses."""
    with pytest.raises(FieldError) as caught:
        read(Field(value, path))
    return ApiError.of(caught.value)


def failed(path: str, complaint: str, code: str, **facts: str) -> ApiError:
    return ApiError.of(FieldError(path, complaint, code, **facts))


WORDS: dict[str, tuple[ApiError, str, str | None, str | None]] = {
    "missing": (
        raised(lambda body: body.require("messages"), {}, ""),
        "Missing required parameter: 'messages'.",
        "messages",
        "missing_required_parameter",
    ),
    "type": (
        raised(Field.string, 3, PLACE),
        "Invalid type for 'messages[0].content': expected a string, but got an integer instead.",
        PLACE,
        "invalid_type",
    ),
    "type, of two": (
        failed(PLACE, "must be a string or an array of parts", "invalid_type"),
        "Invalid type for 'messages[0].content': expected one of a string or array of objects.",
        PLACE,
        "invalid_type",
    ),
    "type, a number": (
        raised(lambda field: field.number(0, 2), "hot", "temperature"),
        "Invalid type for 'temperature': expected a decimal, but got a string instead.",
        "temperature",
        "invalid_type",
    ),
    "type, of the whole": (
        raised(Field.keys, [], ""),
        "Invalid type for the body: expected an object, but got an array instead.",
        None,
        "invalid_type",
    ),
    "value": (
        raised(lambda field: field.one_of(("system", "user", "tool")), "robot", "messages[0].role"),
        "Invalid value: 'robot'. Supported values are: 'system', 'user', and 'tool'.",
        "messages[0].role",
        "invalid_value",
    ),
    "value, of two": (
        raised(lambda field: field.one_of(("low", "high")), "odd", "detail"),
        "Invalid value: 'odd'. Supported values are: 'low' and 'high'.",
        "detail",
        "invalid_value",
    ),
    "value, one": (
        raised(lambda field: field.one_of(("text",)), "video", "type"),
        "Invalid value: 'video'. Supported values are: 'text'.",
        "type",
        "invalid_value",
    ),
    "above, decimal": (
        raised(lambda field: field.number(0, 2), 3, "temperature"),
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
        "temperature",
        "decimal_above_max_value",
    ),
    "below, decimal": (
        raised(lambda field: field.number(-2, 2), -2.5, "presence_penalty"),
        "Invalid 'presence_penalty': decimal below minimum value. Expected a value >= -2, but got -2.5 instead.",
        "presence_penalty",
        "decimal_below_min_value",
    ),
    "below, integer": (
        raised(lambda field: field.integer(1, 8), 0, "n"),
        "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
        "n",
        "integer_below_min_value",
    ),
    "above, integer": (
        raised(lambda field: field.integer(1, 8), 9, "n"),
        "Invalid 'n': integer above maximum value. Expected a value <= 8, but got 9 instead.",
        "n",
        "integer_above_max_value",
    ),
    "unknown": (
        failed("foo", "is not a parameter of this request", "unknown_parameter"),
        "Unknown parameter: 'foo'.",
        "foo",
        "unknown_parameter",
    ),
    "empty": (
        failed("messages", "must hold at least one message", "empty_array"),
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "messages",
        "empty_array",
    ),
    "too long": (
        failed("stop", "has 5 entries, and must have at most 4", "array_above_max_length"),
        (
            "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 "
            "instead."
        ),
        "stop",
        "array_above_max_length",
    ),
    "too long, in other words": (
        failed("stop", "is too long", "array_above_max_length"),
        "Invalid value for 'stop': 'stop' is too long.",
        "stop",
        "array_above_max_length",
    ),
    "depends": (
        failed("tool_choice", "is only allowed when 'tools' are given", "invalid_value"),
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are given.",
        "tool_choice",
        "invalid_value",
    ),
    "lacks a word": (
        failed("messages", "must contain the word 'json' in some form", "invalid_value"),
        "'messages' must contain the word 'json' in some form.",
        "messages",
        "invalid_value",
    ),
    "a model": (ApiError(404, "No.", code="model_not_found"), "No.", None, "model_not_found"),
    "a key": (
        ApiError(401, "The API key is not valid.", code="invalid_api_key"),
        "Incorrect API key provided. The API key is not valid.",
        None,
        "invalid_api_key",
    ),
    "a key, in its words": (
        ApiError(401, "Incorrect API key provided: sk-1.", code="invalid_api_key"),
        "Incorrect API key provided: sk-1.",
        None,
        "invalid_api_key",
    ),
    "no json": (
        ApiError(400, "No.", code="invalid_json"),
        "We could not parse the JSON body of your request. The body must be one valid JSON document.",
        None,
        None,
    ),
}


@pytest.mark.parametrize(("error", "words", "place", "name"), WORDS.values(), ids=WORDS)
def test_an_error_says_its_facts_in_openais_words(
    error: ApiError, words: str, place: str | None, name: str | None
) -> None:
    assert (message(error), param(error), code(error)) == (words, place, name)


UNANSWERED = (
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
    "The following tool_call_ids did not have response messages:"
)
TURNS = {
    "a result without a call": (
        [{"role": "user", "content": "Hi"}, {"role": "tool", "tool_call_id": "a", "content": "x"}],
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        "messages.[1].role",
    ),
    "a call without a result": (
        [
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": name, "type": "function", "function": {"name": "f", "arguments": "{}"}} for name in "ba"
                ],
            },
            {"role": "user", "content": "Hi"},
        ],
        f"{UNANSWERED} a, b",
        "messages.[1].role",
    ),
    "a call at the end": (
        [
            {
                "role": "assistant",
                "tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            }
        ],
        f"{UNANSWERED} a",
        "messages",
    ),
}


@pytest.mark.parametrize(("messages", "words", "place"), TURNS.values(), ids=TURNS)
def test_a_wrong_order_of_calls_and_results_is_told_in_openais_words(
    messages: list[object], words: str, place: str
) -> None:
    error = Served().error("/chat/completions", {"model": "demo", "messages": messages})

    assert error == (400, place, None, words)


TYPES: dict[str, tuple[int, str | None, str, str]] = {
    "bad": (400, None, "No.", "invalid_request_error"),
    "key": (401, "invalid_api_key", "No.", "invalid_request_error"),
    "credit": (402, None, "No.", "insufficient_quota"),
    "forbidden": (403, None, "No.", "request_forbidden"),
    "absent": (404, None, "No.", "invalid_request_error"),
    "conflict": (409, None, "No.", "invalid_request_error"),
    "large": (413, None, "No.", "invalid_request_error"),
    "unprocessable": (422, None, "No.", "invalid_request_error"),
    "late": (408, None, "No.", "timeout"),
    "requests": (429, "rate_limit_exceeded", "Rate limit reached.", "requests"),
    "tokens": (429, "rate_limit_exceeded", "Rate limit reached for tokens.", "tokens"),
    "quota": (429, "insufficient_quota", "No.", "insufficient_quota"),
    "server": (500, None, "No.", "server_error"),
    "overload": (529, None, "No.", "server_error"),
}


@pytest.mark.parametrize(("status", "name", "words", "kind"), TYPES.values(), ids=TYPES)
def test_the_type_goes_by_the_status(status: int, name: str | None, words: str, kind: str) -> None:
    assert error_body(ApiError(status, words, code=name))["type"] == kind


def test_an_answer_names_the_request_and_repeats_the_headers_of_the_error() -> None:
    reply = refusal(ApiError(429, "No.", headers=(("retry-after", "1"),)), "req_7")

    assert (reply.status, reply.headers) == (
        429,
        (("content-type", "application/json"), ("retry-after", "1"), ("x-request-id", "req_7")),
    )
    (frame,) = reply.body.frames
    assert json.loads(frame.data) == {"error": {"message": "No.", "type": "requests", "param": None, "code": None}}


def test_a_stream_says_the_same_in_an_event() -> None:
    assert stream_error(ApiError(500, "No.")) == (
        b'data: {"error":{"message":"No.","type":"server_error","param":null,"code":null}}\n\n'
    )


WINDOW = ApiError(400, "This model's maximum context length is 8 tokens.", code="context_length_exceeded")
EXCEPTIONS = {
    "bad": (ApiError(400, "No."), openai.BadRequestError),
    "window": (WINDOW, openai.BadRequestError),
    "key": (
        ApiError(401, "No.", code="invalid_api_key"),
        openai.AuthenticationError,
    ),
    "forbidden": (ApiError(403, "No."), openai.PermissionDeniedError),
    "model": (ApiError(404, "No.", code="model_not_found"), openai.NotFoundError),
    "late": (ApiError(408, "No."), openai.APIStatusError),
    "conflict": (ApiError(409, "No."), openai.ConflictError),
    "unprocessable": (ApiError(422, "No."), openai.UnprocessableEntityError),
    "rate": (ApiError(429, "No.", code="rate_limit_exceeded"), openai.RateLimitError),
    "quota": (ApiError(429, "No.", code="insufficient_quota"), openai.RateLimitError),
    "server": (ApiError(500, "No."), openai.InternalServerError),
    "gateway": (ApiError(502, "No."), openai.InternalServerError),
    "unavailable": (ApiError(503, "No."), openai.InternalServerError),
    "slow": (ApiError(504, "No."), openai.InternalServerError),
}


@pytest.mark.parametrize(("error", "of_openai"), EXCEPTIONS.values(), ids=EXCEPTIONS)
async def test_the_client_raises_its_own_exception(error: ApiError, of_openai: type[Exception]) -> None:
    async with serving(error=error) as client:
        with pytest.raises(of_openai) as caught:
            await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    assert isinstance(caught.value, openai.APIStatusError)
    assert (caught.value.code, caught.value.request_id) == (error.code, "req_1")
