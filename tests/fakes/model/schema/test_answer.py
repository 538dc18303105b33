"""Every answer is judged by jsonschema, which the fake does not use."""

import json
from collections.abc import Mapping

import pytest
from jsonschema import Draft202012Validator

from fakes.model.field import Field, FieldError
from fakes.model.schema.answer import answer_schema
from fakes.model.schema.texts import FORMATS
from fakes.model.text.chooser import Chooser

TEXT = {"type": "string"}
NODE = {
    "type": "object",
    "properties": {"value": TEXT, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
    "required": ["value", "next"],
    "additionalProperties": False,
}
A, B = ({"type": "object", "properties": {name: {"type": "integer"}}, "required": [name]} for name in "ab")

Schema = Mapping[str, object] | bool

SATISFIED: list[Schema] = [
    True,
    {},
    {"title": "anything", "$comment": "", "description": "", "examples": [1], "default": 1},
    # Types.
    *({"type": kind} for kind in ("object", "array", "string", "number", "integer", "boolean", "null")),
    {"type": ["null", "string"]},
    {"type": ["null"]},
    {"type": ["string", "integer"], "minimum": 5, "maxLength": 0},
    # Values.
    {"const": {"a": [1, None]}},
    {"const": None},
    {"const": "\ud83d"},
    {"enum": [1, "a"]},
    {"type": "string", "enum": [1, None, "a"]},
    {"type": "number", "enum": [True, 1]},
    {"enum": [1, 2, 3], "minimum": 2},
    {"allOf": [{"enum": [1, [2], {"a": 1}]}, {"enum": [{"a": 2}, {"a": 1}, {}]}]},
    # Numbers.
    {"minimum": 5},
    {"type": "integer", "minimum": 5, "maximum": 5},
    {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2},
    {"type": "integer", "minimum": 0.5},
    {"type": "integer", "maximum": 0},
    {"type": "integer", "maximum": -5},
    {"type": "integer", "minimum": 2**70},
    {"type": "integer", "multipleOf": 7, "exclusiveMinimum": 7},
    {"type": "integer", "multipleOf": 0.5},
    {"type": "number", "minimum": 1.25, "maximum": 1.5},
    {"type": "number", "minimum": 2, "maximum": 2},
    {"type": "number", "exclusiveMinimum": 1, "maximum": 1.5},
    {"type": "number", "exclusiveMinimum": 3},
    {"type": "number", "exclusiveMaximum": -5.5},
    {"type": "number", "multipleOf": 0.01, "minimum": 0.07},
    {"type": "number", "multipleOf": 0.3, "maximum": 0.2},
    {"allOf": [{"multipleOf": 4}, {"multipleOf": 6}], "minimum": 1},
    # Texts.
    {"type": "string", "minLength": 100},
    {"type": "string", "maxLength": 3},
    {"type": "string", "minLength": 7, "maxLength": 7},
    {"type": "string", "pattern": r"^[A-Z]{2}-\d{3,5}$"},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 20, "maxLength": 30},
    {"pattern": "^(foo|bar)$", "type": "string"},
    {"type": "string", "format": "email", "minLength": 40},
    {"type": "string", "format": "uri", "minLength": 40},
    *({"type": "string", "format": name} for name in FORMATS),
    # Objects.
    {"type": "object", "properties": {"a": TEXT, "b": {"type": "integer"}}, "required": ["a"]},
    {"properties": {"a": TEXT}, "required": ["b"], "additionalProperties": {"type": "integer"}},
    {"type": "object", "properties": {"a": False}},
    {"type": "object", "required": ["a"]},
    # Arrays.
    {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    {"type": "array", "items": TEXT, "maxItems": 1},
    {"type": "array", "items": False},
    {"type": "array", "items": {"const": 1}, "uniqueItems": True},
    {"items": TEXT, "minItems": 3, "uniqueItems": True},
    {"prefixItems": [TEXT, {"type": "integer"}], "items": False},
    {"prefixItems": [TEXT], "items": {"type": "null"}, "minItems": 3},
    # Several at once.
    {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    {"anyOf": [False, {"type": "null"}]},
    {"oneOf": [{"type": "number"}, {"type": "integer"}]},
    {"oneOf": [A, B]},
    {"properties": {"a": {}, "b": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"allOf": [A, B]},
    {"allOf": [A, {**B, "properties": {"b": TEXT, "a": {"minimum": 9}}}]},
    {"type": ["number", "string"], "allOf": [{"type": ["integer", "boolean"]}]},
    {"allOf": [{"type": "integer"}, {"type": "number"}]},
    # References.
    {"$ref": "#/$defs/node", "$defs": {"node": NODE}},
    {"$ref": "#/$defs/a~1b%20c", "$defs": {"a/b c": TEXT}},
    {"$ref": "#/anyOf/1", "anyOf": [{"type": "integer"}, TEXT]},
    {"items": {"$ref": "#/definitions/a"}, "definitions": {"a": {"$ref": "#/definitions/b"}, "b": TEXT}},
    {"type": "object", "properties": {"below": {"$ref": "#"}}},
    {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#"}}}, "required": ["below"]},
    {"properties": {"a": {"$ref": "#/properties/b", "minLength": 9}, "b": {"type": "string", "maxLength": 12}}},
    {
        "$ref": "#/$defs/0",
        "$defs": {
            **{str(n): {"properties": {p: {"$ref": f"#/$defs/{n + 1}"} for p in "ab"}} for n in range(12)},
            "12": {},
        },
    },
]


def answer(schema: object) -> object:
    return answer_schema(Field(schema, "schema"), Chooser("test"))


@pytest.mark.parametrize("schema", SATISFIED)
def test_an_answer_fits_its_schema_and_is_always_the_same(schema: Schema) -> None:
    judge = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    judge.validate(answer(schema))
    assert json.dumps(answer(schema)) == json.dumps(answer(schema))


EXACTLY: list[tuple[object, object]] = [
    ({"type": ["null", "integer"]}, 1),
    ({"type": "object", "properties": {"b": {"const": 1}, "a": {"const": 2}}}, {"b": 1, "a": 2}),
    ({"type": "array", "items": {"const": 1}}, [1, 1]),
    ({"prefixItems": [{"const": 1}, {"const": 2}]}, [1, 2]),
    ({"type": "number", "multipleOf": 0.25}, 0.25),
    ({"type": "object", "properties": {"a": {"$ref": "#"}}}, {"a": {"a": {}}}),
]


@pytest.mark.parametrize(("schema", "expected"), EXACTLY)
def test_an_answer_is_as_full_as_it_is_pleasant(schema: object, expected: object) -> None:
    assert answer(schema) == expected


def test_other_material_gives_other_words() -> None:
    assert len({str(answer_schema(Field(TEXT), Chooser(str(number)))) for number in range(20)}) > 1


def nested(depth: int) -> object:
    schema: object = {}
    for _ in range(depth):
        schema = {"items": schema}
    return schema


UNSATISFIED: list[dict[str, object] | bool] = [
    False,
    {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    {"type": "integer", "minimum": 2, "maximum": 1},
    {"type": "string", "enum": [1]},
    {"type": "string", "minLength": 2, "maxLength": 1},
    {"type": "string", "pattern": "^a$", "minLength": 2},
    {"type": "string", "format": "date", "minLength": 20},
    {"type": "object", "required": ["a"], "additionalProperties": False},
    {"type": "array", "items": {"const": 1}, "uniqueItems": True, "minItems": 2},
    {"type": "array", "prefixItems": [False], "minItems": 1},
    {"allOf": [{"type": "integer"}, {"type": "string"}]},
    {"oneOf": [TEXT, TEXT]},
    {"allOf": [{"const": 1}, {"const": True}]},
    {"allOf": [{"const": [1]}, {"const": [1, 2]}]},
    {"enum": [10**400], "multipleOf": 0.5},
    {"$ref": "#"},
    {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
]


@pytest.mark.parametrize("schema", UNSATISFIED)
def test_a_schema_that_allows_nothing_is_refused(schema: object) -> None:
    with pytest.raises(FieldError, match="'schema' allows nothing that this model can find; script the answer instead"):
        answer(schema)


NOWHERE = [
    ({"$ref": "#/$defs/a"}, "'#/$defs/a' leads nowhere"),
    ({"$ref": "#/enum/7", "enum": [1]}, "'#/enum/7' leads nowhere"),
    ({"$ref": "#/enum/a", "enum": [1]}, "'#/enum/a' leads nowhere"),
    ({"$ref": "#/enum/0", "enum": [1]}, "'#/enum/0' leads to no schema"),
    ({"$ref": "#anchor"}, "'#anchor' leads to no schema"),
]


@pytest.mark.parametrize(("schema", "complaint"), NOWHERE)
def test_a_reference_that_cannot_be_followed_is_refused(schema: object, complaint: str) -> None:
    with pytest.raises(FieldError) as caught:
        answer(schema)
    assert str(caught.value) == f"'schema' has a reference that this model can't follow: {complaint}."
    assert caught.value.code == "invalid_json_schema"


REFUSED: list[tuple[object, str]] = [
    (5, "'schema' must be an object, and is an integer."),
    ({"not": {}}, "'schema.not' is not supported by this model; script the answer instead."),
    ({"properties": {"a": {"if": {}}}}, "'schema.properties.a.if' is not supported by this model; script the answer"),
    ({"items": [{}]}, "'schema.items' must be an object, and is an array."),
    ({"type": "text"}, "'schema.type' is 'text', and must be one of"),
    ({"type": []}, "'schema.type' must not be empty."),
    ({"type": [5]}, "'schema.type[0]' must be a string"),
    ({"anyOf": []}, "'schema.anyOf' must not be empty."),
    ({"anyOf": [5]}, "'schema.anyOf[0]' must be an object, and is an integer."),
    ({"enum": []}, "'schema.enum' must not be empty."),
    ({"required": "a"}, "'schema.required' must be an array, and is a string."),
    ({"required": [5]}, "'schema.required[0]' must be a string, and is an integer."),
    ({"examples": 5}, "'schema.examples' must be an array"),
    ({"properties": {"a": 5}}, "'schema.properties.a' must be an object, and is an integer."),
    ({"$defs": {"a": {"type": 5}}}, "'schema.$defs.a.type' must be an array, and is an integer."),
    ({"minimum": "1"}, "'schema.minimum' must be a number, and is a string."),
    ({"exclusiveMinimum": True}, "'schema.exclusiveMinimum' must be a number, and is a boolean."),
    ({"multipleOf": 0}, "'schema.multipleOf' must be greater than 0."),
    ({"minLength": -1}, "'schema.minLength' is -1, and must be at least 0."),
    ({"minItems": 1001}, "'schema.minItems' is 1001, and must be at most 1000."),
    ({"uniqueItems": 1}, "'schema.uniqueItems' must be a boolean, and is an integer."),
    ({"pattern": "(?=a)"}, "'schema.pattern' is not supported by this model: it looks around, or names a group."),
    ({"format": "color"}, "'schema.format' must be one of date, date-time,"),
    ({"$ref": "http://a/b"}, "'schema.$ref' must lead to a place in the same schema."),
    (nested(2000), "is nested too deeply."),
]


@pytest.mark.parametrize(("schema", "complaint"), REFUSED)
def test_what_this_model_does_not_keep_to_is_refused_by_name(schema: object, complaint: str) -> None:
    with pytest.raises(FieldError) as caught:
        answer(schema)
    assert complaint in str(caught.value)
