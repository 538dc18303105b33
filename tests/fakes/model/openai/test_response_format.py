import json
from typing import Any

import pytest

from fakes.model import ModelServer
from tests.fakes.model.openai.refusals import REQUIRED, Refusal, accepts, refuses
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes, events

pytestmark = pytest.mark.anyio

FORM = "response_format"
OBJECT = {"type": "json_object"}
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "stars": {"type": "integer", "minimum": 3}},
    "required": ["title", "stars"],
    "additionalProperties": False,
}


def asking(**json_schema: object) -> dict[str, object]:
    return {FORM: {"type": "json_schema", "json_schema": {"name": "review", **json_schema}}}


async def complete(server: ModelServer, question: str, parameters: dict[str, object]) -> dict[str, object]:
    _, _, body = await ask(server, chat_bytes({**chat_body(question), **parameters}))
    document: dict[str, object] = json.loads(body)
    return document


def content(body: dict[str, object]) -> str:
    text = body["choices"][0]["message"]["content"]  # type: ignore[index] # JSON
    assert isinstance(text, str)
    return text


REFUSED: list[Refusal] = [
    ({FORM: {}}, f"{FORM}.type", REQUIRED, "is required"),
    ({FORM: {"type": "xml"}}, f"{FORM}.type", "invalid_value", "is 'xml'"),
    ({FORM: OBJECT}, "messages", "invalid_value", "must contain the word 'json' in some form"),
    ({FORM: {"type": "json_schema"}}, f"{FORM}.json_schema", REQUIRED, "is required"),
    ({FORM: {"type": "json_schema", "json_schema": {}}}, f"{FORM}.json_schema.name", REQUIRED, "is required"),
    (asking(name="a b"), f"{FORM}.json_schema.name", "invalid_value", "must be 1 to 64 letters"),
    (asking(name=5), f"{FORM}.json_schema.name", "invalid_type", "must be a string"),
    (asking(description=5), f"{FORM}.json_schema.description", "invalid_type", "must be a string"),
    (asking(strict="yes"), f"{FORM}.json_schema.strict", "invalid_type", "must be a boolean"),
    (asking(schema=[]), f"{FORM}.json_schema.schema", "invalid_type", "must be an object"),
    (asking(schema={"not": {}}), f"{FORM}.json_schema.schema.not", "invalid_json_schema", "is not supported"),
    (
        asking(schema={"type": "string", "maxLength": 1, "minLength": 2}),
        f"{FORM}.json_schema.schema",
        "invalid_json_schema",
        "allows nothing that this model can find",
    ),
]


@pytest.mark.parametrize("delivery", [{"stream": True}, {"stream": False}], ids=str)
@pytest.mark.parametrize("refusal", REFUSED)
async def test_what_cannot_be_kept_to_is_refused_before_anything_is_said(
    refusal: Refusal, delivery: dict[str, object]
) -> None:
    parameters, param, code, message = refusal
    await refuses(({**parameters, **delivery}, param, code, message))


@pytest.mark.parametrize(
    "parameters", [{FORM: None}, asking(), asking(description="A review", strict=True, schema=SCHEMA)]
)
async def test_what_the_api_allows_is_answered(parameters: dict[str, object]) -> None:
    await accepts(parameters)


async def test_an_answer_is_json_that_fits_and_the_same_for_the_same_request() -> None:
    async with ModelServer() as server:
        one, two = [content(await complete(server, "Hi", asking(schema=SCHEMA))) for _ in range(2)]
    assert one == two
    assert json.loads(one) == {"title": json.loads(one)["title"], "stars": 3}


async def test_another_question_gets_other_words() -> None:
    async with ModelServer() as server:
        said = {content(await complete(server, text, asking(schema=SCHEMA))) for text in ("One?", "Two?", "Three?")}
    assert len(said) > 1


async def test_without_a_schema_it_is_an_object() -> None:
    asked: dict[str, dict[str, object]] = {"Some JSON, please": {FORM: OBJECT}, "Hello": asking()}
    async with ModelServer() as server:
        for text, parameters in asked.items():
            said = json.loads(content(await complete(server, text, parameters)))
            assert list(said) == ["answer", "details"]


async def test_it_is_streamed_piece_by_piece_and_counted_like_any_text() -> None:
    body = {**chat_body("Hi", stream=True, stream_options={"include_usage": True}), **asking(schema=SCHEMA)}
    async with ModelServer() as server:
        whole = await complete(server, "Hi", asking(schema=SCHEMA))
        _, _, streamed = await ask(server, chat_bytes(body))
    chunks: list[Any] = [*events(streamed)]
    pieces = [piece for chunk in chunks for choice in chunk["choices"] if (piece := choice["delta"].get("content"))]
    assert "".join(pieces) == content(whole)
    assert len(pieces) == chunks[-1]["usage"]["completion_tokens"] > 5


async def test_a_limit_cuts_it_off() -> None:
    async with ModelServer() as server:
        body = await complete(server, "Hi", {**asking(schema=SCHEMA), "max_tokens": 2})
    assert body["choices"][0]["finish_reason"] == "length"  # type: ignore[index] # JSON
