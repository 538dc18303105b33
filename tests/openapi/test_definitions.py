from typing import Annotated, Literal, NewType, NotRequired, TypedDict

import pytest

from service.field import JSON
from service.openapi.definitions import Definitions
from service.openapi.schema import Schema
from service.openapi.typescript import typescript

Name = NewType("Name", str)


class Inner(TypedDict, total=False):
    """Something inside.

    Not told.
    """

    count: int


class Outer(TypedDict):
    """Something
    outside.
    """

    kind: Literal["a", "b"]
    inner: Inner
    more: NotRequired[JSON]


SCHEMAS: dict[str, tuple[object, Schema]] = {
    "text": (str, {"type": "string"}),
    "a pattern": (Annotated[str, "^a$"], {"type": "string", "pattern": "^a$"}),
    "a number": (int, {"type": "integer"}),
    "a choice": (str | None, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    "a list": (list[bool], {"type": "array", "items": {"type": "boolean"}}),
    "a mapping": (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
    "anything": (JSON, {}),
    "one word": (Literal["a"], {"type": "string", "const": "a"}),
    "words": (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
    "words and numbers": (Literal["a", 1], {"type": ["string", "integer"], "enum": ["a", 1]}),
    "what has a name": (Name, {"$ref": "#/components/schemas/Name"}),
    "an object": (Outer, {"$ref": "#/components/schemas/Outer"}),
}


@pytest.mark.parametrize(("annotation", "schema"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_type_has_one_schema(annotation: object, schema: Schema) -> None:
    assert Definitions({Name: {"type": "string"}}).of(annotation) == schema


def test_an_object_is_a_component_with_what_it_needs() -> None:
    definitions = Definitions({})
    assert definitions.of(list[Outer]) == {"type": "array", "items": definitions.of(Outer)}
    assert definitions.components == {
        "Outer": {
            "type": "object",
            "description": "Something outside.",
            "required": ["kind", "inner"],
            "properties": {
                "kind": {"type": "string", "enum": ["a", "b"]},
                "inner": {"$ref": "#/components/schemas/Inner"},
                "more": {},
            },
            "additionalProperties": False,
        },
        "Inner": {
            "type": "object",
            "description": "Something inside.",
            "required": [],
            "properties": {"count": {"type": "integer"}},
            "additionalProperties": False,
        },
    }


TYPES: dict[str, tuple[object, str]] = {
    "text": (str, "string"),
    "a whole number": (int, "number"),
    "a number": (float, "number"),
    "a boolean": (bool, "boolean"),
    "a choice": (str | None, "string | null"),
    "anything": (JSON, "unknown"),
    "words": (Literal["a", 'b"'], '"a" | "b\\""'),
    "false": (Literal[False], "false"),
    "an object": (
        Outer,
        '{\n  kind: "a" | "b";\n  inner: {\n    count?: number;\n  };\n  more?: unknown;\n}',
    ),
}


@pytest.mark.parametrize(("annotation", "text"), TYPES.values(), ids=TYPES)
def test_a_type_has_one_name_in_typescript(annotation: object, text: str) -> None:
    assert typescript(annotation) == text


@pytest.mark.parametrize("annotation", [bytes, tuple[int, str], Outer | bytes], ids=str)
def test_what_has_no_word_is_refused_and_not_guessed(annotation: object) -> None:
    with pytest.raises(TypeError, match="has no schema here"):
        Definitions({}).of(annotation)
    with pytest.raises(TypeError, match="has no name in TypeScript here"):
        typescript(annotation)
