import json
from collections.abc import Sequence

import pytest

from service.actions import llm_generate
from service.errors import EmptyMessages, InvalidRequest, MessageTooLong, ModelNotAllowed
from service.field import JSON
from service.messages import SystemMessage, TextPart, UserMessage
from service.model import FinishChunk, ModelRequest, ResponseSchema, TextChunk, UsageChunk
from service.requests import payload_of
from service.upstream_errors import UpstreamMismatch
from service.usage import FinishReason, Usage
from tests.operating import Desk
from tests.scripted_model import Arrival

pytestmark = pytest.mark.anyio

SCHEMA: dict[str, JSON] = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


def saying(text: str, reason: FinishReason = "stop") -> Sequence[Arrival]:
    return [(TextChunk(text), FinishChunk(reason), UsageChunk(Usage(3, 4)))]


async def answer(desk: Desk) -> str:
    context = desk.context()
    return json.dumps(await llm_generate(payload_of(context.request), context), separators=(",", ":"))


ENDING = '"finishReason":"stop","usage":{"promptTokens":3,"completionTokens":4}}'


async def test_a_prompt_becomes_text() -> None:
    desk = Desk(saying("Hello"), {"prompt": "Hi"})
    assert await answer(desk) == '{"text":"Hello",' + ENDING
    assert desk.model.requests == [
        ModelRequest(
            model="openai/gpt-4o-mini",
            messages=(UserMessage((TextPart("Hi"),)),),
            temperature=0.5,
            max_output_tokens=10,
        )
    ]


async def test_with_a_schema_it_becomes_json_that_fits() -> None:
    desk = Desk(saying(' {"a": 1}\n'), {"prompt": "Hi", "schema": SCHEMA})
    assert await answer(desk) == '{"object":{"a":1},' + ENDING
    (asked,) = desk.model.requests
    assert asked.response_schema == ResponseSchema(name="answer", schema=SCHEMA)


@pytest.mark.parametrize(
    "request_",
    [
        {"payload": {"prompt": "Hi", "system": "Be kind.", "model": "gpt-4o"}},
        {"payload": {"prompt": "Hi", "system": "Be kind."}, "model": "gpt-4o"},
        {"action": "llm-generate", "prompt": "Hi", "system": "Be kind.", "model": "gpt-4o"},
    ],
    ids=["direct", "direct, model outside", "flat"],
)
async def test_a_request_may_bring_instructions_and_a_wish_for_a_model(request_: JSON) -> None:
    desk = Desk(saying("Hello"), request_, "Be brief.")
    await answer(desk)
    (asked,) = desk.model.requests
    assert asked.model == "openai/gpt-4o"
    assert asked.messages == (
        SystemMessage("Be brief."),
        SystemMessage("Be kind."),
        UserMessage((TextPart("Hi"),)),
    )


async def test_half_a_character_in_the_instructions_is_replaced() -> None:
    desk = Desk(saying("Hello"), {"prompt": "Hi", "system": "\ud83d", "model": "", "schema": None})
    await answer(desk)
    assert desk.model.requests[0].messages[0] == SystemMessage("\ufffd")


REFUSED: list[tuple[JSON, type[InvalidRequest], str]] = [
    ({"payload": {}}, InvalidRequest, "payload.prompt is missing"),
    ({}, InvalidRequest, "prompt is missing"),
    ({"payload": []}, InvalidRequest, "payload must be an object, not an array"),
    ({"payload": {"prompt": 5}}, InvalidRequest, "payload.prompt must be a string, not a number"),
    ({"prompt": ""}, EmptyMessages, "prompt must not be empty"),
    (
        {"prompt": "x" * 1001},
        MessageTooLong,
        "prompt has 1001 characters of text, at most 1000 are read",
    ),
    ({"prompt": "Hi", "system": 5}, InvalidRequest, "system must be a string, not a number"),
    ({"prompt": "Hi", "model": 5}, InvalidRequest, "model must be a string, not a number"),
    ({"prompt": "Hi", "model": "gpt-5"}, ModelNotAllowed, "Model not allowed: gpt-5"),
    ({"payload": {"prompt": "Hi", "schema": []}}, InvalidRequest, "payload.schema must be an object, not an array"),
    (
        {"payload": {"prompt": "Hi", "schema": {"type": 5}}},
        InvalidRequest,
        "payload.schema is not a valid JSON Schema, at type",
    ),
]


@pytest.mark.parametrize(("request_", "kind", "message"), REFUSED)
async def test_a_refusal_names_the_field_and_asks_nobody(
    request_: JSON, kind: type[InvalidRequest], message: str
) -> None:
    desk = Desk(saying("Hello"), request_)
    with pytest.raises(InvalidRequest) as caught:
        await answer(desk)
    assert (type(caught.value), caught.value.message) == (kind, message)
    assert desk.model.requests == []


MISMATCHES: list[tuple[Sequence[Arrival], str]] = [
    (saying("Certainly!"), "finish reason stop: not JSON: "),
    (saying('{"a":', "length"), "finish reason length: not JSON: "),
    (saying('{"a":NaN}'), "finish reason stop: not JSON: NaN is not JSON"),
    (saying("", "content-filter"), "finish reason content-filter: not JSON: "),
    (saying('{"a":"1"}'), "finish reason stop: does not fit: $.a: '1' is not of type 'integer'"),
    (saying("[]"), "finish reason stop: does not fit: $: [] is not of type 'object'"),
]


@pytest.mark.parametrize(("arrivals", "detail"), MISMATCHES)
async def test_an_answer_that_does_not_fit_is_the_upstreams_failure(arrivals: Sequence[Arrival], detail: str) -> None:
    with pytest.raises(UpstreamMismatch) as caught:
        await answer(Desk(arrivals, {"prompt": "Hi", "schema": SCHEMA}))
    error = caught.value
    assert (error.status, error.code) == (502, "upstream_mismatch")
    assert error.message == "The model's answer does not fit the requested schema"
    assert error.detail.startswith(detail)


async def test_of_an_answer_that_does_not_fit_only_the_beginning_is_logged() -> None:
    with pytest.raises(UpstreamMismatch) as caught:
        await answer(Desk(saying("x" * 100_000), {"prompt": "Hi", "schema": SCHEMA}))
    assert len(caught.value.detail) < 400
