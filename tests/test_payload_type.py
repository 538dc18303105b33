import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, JsonValue, field_validator
from pydantic import Field as Limited
from typing_extensions import TypedDict

from service.errors import InvalidRequest
from service.field import JSON, Field
from service.payload_type import PayloadType


def read(annotation: object, value: JSON, path: str = "payload") -> object:
    return PayloadType(annotation).read(Field(value, path))


def refusal(annotation: object, value: JSON, path: str = "payload") -> str:
    with pytest.raises(InvalidRequest) as caught:
        read(annotation, value, path)
    assert (caught.value.status, caught.value.code) == (400, "invalid_request")
    return caught.value.message


class Tone(enum.Enum):
    CALM = "calm"
    LOUD = "loud"


@dataclass(frozen=True)
class Text:
    text: str
    tone: Tone = Tone.CALM


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Limited(alias="Text")

    @field_validator("text")
    @classmethod
    def _check(cls, text: str) -> str:
        if text == "secret":
            raise ValueError(f"{text} must not be told")
        if text == "rude":
            raise InvalidRequest("Be kind")
        return text


class Members(TypedDict):
    names: list[str]


class Point(NamedTuple):
    x: int
    y: int


@dataclass(frozen=True)
class Tree:
    name: str
    below: "list[Tree]"


TYPES: list[tuple[object, JSON, object]] = [
    (Text, {"text": "Hi"}, Text("Hi")),
    (Text, {"text": "Hi", "tone": "loud", "more": 1}, Text("Hi", Tone.LOUD)),
    (Model, {"Text": "Hi"}, Model(Text="Hi")),
    (Members, {"names": ["a", "b"]}, {"names": ["a", "b"]}),
    (Tree, {"name": "a", "below": [{"name": "b", "below": []}]}, Tree("a", [Tree("b", [])])),
    (str, "Hi", "Hi"),
    (str, "\ud83d\ude00 \ud83d", "😀 \ufffd"),
    (float, 1, 1.0),
    (int | None, None, None),
    (tuple[int, str], [1, "a"], (1, "a")),
    (date, "2025-01-31", date(2025, 1, 31)),
    (UUID, "1b4e28ba-2fa1-41d2-883f-b9a761bde3fb", UUID("1b4e28ba-2fa1-41d2-883f-b9a761bde3fb")),
    (dict[str, JsonValue], {"a": [1, None]}, {"a": [1, None]}),
    (dict[str, JSON], {"a": [1, None]}, {"a": [1, None]}),
    (JSON, [1, None], [1, None]),
    (Field, {"a": 1}, Field({"a": 1}, "payload")),
]


@pytest.mark.parametrize(("annotation", "value", "expected"), TYPES)
def test_a_payload_becomes_what_the_type_says(annotation: object, value: JSON, expected: object) -> None:
    assert read(annotation, value) == expected
    assert type(read(annotation, value)) is type(expected)


SHORT = Annotated[str, Limited(min_length=2, max_length=3)]
FEW = Annotated[list[int], Limited(min_length=2, max_length=3)]
CODE = Annotated[str, Limited(pattern="^[a-z]$")]

REFUSED: list[tuple[object, JSON, str]] = [
    (Text, {"text": 5}, "payload.text must be a string, not a number"),
    (Text, {"text": None}, "payload.text must be a string, not null"),
    (Text, {}, "payload.text is missing"),
    (Text, [], "payload must be an object, not an array"),
    (Text, {"text": "Hi", "tone": "sad"}, "payload.tone must be 'calm' or 'loud'"),
    (Text, {"text": "Hi", "tone": 5}, "payload.tone must be 'calm' or 'loud'"),
    (Model, {"Text": "Hi", "more": 1}, "payload.more is not known here"),
    (Model, {}, "payload.Text is missing"),
    (Model, "Hi", "payload must be an object, not a string"),
    (Model, {"Text": "secret"}, "payload.Text is not valid"),
    (Model, {"Text": "rude"}, "Be kind"),
    (Members, {"names": ["a", 5]}, "payload.names[1] must be a string, not a number"),
    (Members, {"names": "a"}, "payload.names must be an array, not a string"),
    (Members, [], "payload must be an object, not an array"),
    (Tree, {"name": "a", "below": [{"name": "b"}]}, "payload.below[0].below is missing"),
    (str, 5, "payload must be a string, not a number"),
    (int, "5", "payload must be a whole number"),
    (int, 1.5, "payload must be a whole number"),
    (float, "5", "payload must be a number, not a string"),
    (bool, 1, "payload must be a boolean, not a number"),
    (None, 1, "payload must be null"),
    (tuple[int, str], [1], "payload[1] is missing"),
    (set[int], {}, "payload must be an array, not an object"),
    (int | list[str], {"a": 1}, "payload must be a whole number or an array"),
    (str | list[str], {"a": 1}, "payload must be a string or an array, not an object"),
    (int | list[str], ["a", 5], "payload must be a whole number"),
    (list[int | str], [1, None], "payload[1] must be a whole number or a string"),
    (Literal["a", "b"], "c", "payload must be 'a' or 'b'"),
    (dict[str, int], {"a": "x"}, "payload.a must be a whole number"),
    (dict[str, int], {"a" * 500: "x"}, f"payload.{'a' * 100} must be a whole number"),
    (dict[str, JSON], [], "payload must be an object, not an array"),
    (date, "soon", "payload must be a date"),
    (date, 5, "payload must be a date, not a number"),
    (UUID, "x", "payload must be a UUID"),
    (SHORT, "a", "payload must have at least 2 characters"),
    (SHORT, "abcd", "payload must have at most 3 characters"),
    (FEW, [1], "payload must have at least 2 items"),
    (FEW, [1, 2, 3, 4], "payload must have at most 3 items"),
    (CODE, "A", "payload must match ^[a-z]$"),
    (Annotated[int, Limited(gt=1)], 1, "payload must be greater than 1"),
    (Annotated[int, Limited(ge=1)], 0, "payload must be at least 1"),
    (Annotated[int, Limited(lt=1)], 1, "payload must be less than 1"),
    (Annotated[int, Limited(le=1)], 2, "payload must be at most 1"),
    (Annotated[int, Limited(multiple_of=2)], 1, "payload must be a multiple of 2"),
]


@pytest.mark.parametrize(("annotation", "value", "message"), REFUSED)
def test_a_refusal_names_the_place_and_says_what_must_stand_there(
    annotation: object, value: JSON, message: str
) -> None:
    assert refusal(annotation, value) == message


def test_a_payload_that_is_the_whole_request_has_the_names_of_the_request() -> None:
    assert refusal(Text, {"text": 5}, "") == "text must be a string, not a number"
    assert refusal(Text, [], "") == "request body must be an object, not an array"
    assert refusal(Point, {}, "body.payload").startswith("body.payload")


def test_what_is_nested_too_deeply_is_refused() -> None:
    value: JSON = []
    for _ in range(500):
        value = [value]
    assert refusal(JsonValue, value) == "payload is nested too deeply"


@pytest.mark.parametrize(("annotation", "value", "_message"), REFUSED)
def test_no_refusal_quotes_what_was_sent(annotation: object, value: JSON, _message: str) -> None:
    assert "secret" not in refusal(annotation, value)


class Opaque:
    """Nothing that pydantic knows."""


SCHEMALESS: dict[str, object] = {
    "the payload with its path": Field,
    "anything": JSON,
    "a function": Callable[[], None],
    "a class of whatever kind": Opaque,
    "a name that leads nowhere": "list[Nowhere]",
    "an example that is no JSON": Annotated[float, Limited(examples=[float("nan")])],
}


@pytest.mark.parametrize("annotation", SCHEMALESS.values(), ids=SCHEMALESS)
def test_a_type_without_a_schema_may_be_anything(annotation: object) -> None:
    assert PayloadType(annotation).schema == {}


SCHEMAS: dict[str, tuple[object, dict[str, JSON]]] = {
    "any object": (dict[str, JSON], {"type": "object"}),
    "text": (str, {"type": "string"}),
    "a field under another name": (
        Model,
        {
            "additionalProperties": False,
            "properties": {"Text": {"title": "Text", "type": "string"}},
            "required": ["Text"],
            "title": "Model",
            "type": "object",
        },
    ),
    "what is defined once": (
        Text,
        {
            "$defs": {"Tone": {"enum": ["calm", "loud"], "title": "Tone", "type": "string"}},
            "properties": {
                "text": {"title": "Text", "type": "string"},
                "tone": {"$ref": "#/$defs/Tone", "default": "calm"},
            },
            "required": ["text"],
            "title": "Text",
            "type": "object",
        },
    ),
}


@pytest.mark.parametrize(("annotation", "schema"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_type_says_what_it_takes(annotation: object, schema: dict[str, JSON]) -> None:
    assert PayloadType(annotation).schema == schema


@pytest.mark.parametrize(("annotation", "value"), [(kind, value) for kind, value, _ in TYPES if kind is not Field])
def test_what_a_type_takes_its_schema_takes(annotation: object, value: JSON) -> None:
    Draft202012Validator(PayloadType(annotation).schema).validate(value)


def test_pydantic_is_asked_once_what_a_type_is() -> None:
    kind = PayloadType(Text)
    kind.read(Field({"text": "Hi"}))
    adapter = kind._adapter
    kind.read(Field({"text": "Ho"}))
    assert kind._adapter is adapter
