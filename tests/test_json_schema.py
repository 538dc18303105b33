import time
from collections.abc import Sequence

import pytest

from service.errors import InvalidRequest
from service.field import JSON, Field
from service.json_schema import JsonSchema

D4, D7 = "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#"
D2020 = "https://json-schema.org/draft/2020-12/schema"
LIST: dict[str, JSON] = {
    "$ref": "#/$defs/node",
    "$defs": {"node": {"type": ["object", "null"], "properties": {"next": {"$ref": "#/$defs/node"}}}},
}


def read(schema: JSON) -> JsonSchema:
    return JsonSchema.read(Field(schema, "payload.schema"))


FITTING: list[tuple[dict[str, JSON], Sequence[JSON], Sequence[JSON]]] = [
    ({}, [None, 1, {}], []),
    ({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, [{"a": 1}], [{}, {"a": "1"}, []]),
    ({"type": "string", "pattern": "^a+$"}, ["a"], ["b", "\ud83d", 5]),
    ({"pattern": "é"}, ["é", 5, None], ["e"]),
    ({"const": {"$ref": "anywhere", "pattern": "("}}, [{"$ref": "anywhere", "pattern": "("}], [{}]),
    (LIST, [None, {"next": {"next": None}}], [5, {"next": {"next": 5}}]),
    ({"definitions": {"a": {"type": "string"}}, "items": {"$ref": "#/definitions/a"}}, [["a"]], [[5]]),
    ({"$id": "http://a/b", "$defs": {"c": {"$id": "d", "$anchor": "e", "type": "null"}}, "$ref": "d#e"}, [None], [5]),
    ({"$dynamicRef": "#a", "$defs": {"b": {"$dynamicAnchor": "a", "type": "null"}}}, [None], [5]),
    ({"$ref": "#/$defs/no", "$defs": {"no": False}}, [], [None]),
    ({"$ref": D2020}, [{"type": "string"}, True], [{"type": 5}]),
    ({"$schema": D2020, "prefixItems": [{"type": "null"}]}, [[None], []], [[5]]),
    ({"$schema": D7, "items": [{"type": "null"}]}, [[None], []], [[5]]),
    ({"$schema": D7, "pattern": "^a$", "items": {"$ref": "#"}}, [["a"]], [["b"]]),
    ({"$schema": D4, "minimum": 3, "exclusiveMinimum": True}, [4], [3]),
    ({"multipleOf": 0.5}, [1, 1.5], [0.3, 10**400]),
    ({"format": "date"}, ["no date"], []),
]


@pytest.mark.parametrize(("schema", "good", "bad"), FITTING)
def test_a_value_fits_or_what_is_wrong_with_it_can_be_logged(
    schema: dict[str, JSON], good: Sequence[JSON], bad: Sequence[JSON]
) -> None:
    wanted = read(schema)
    assert [wanted.fault(value) for value in good] == [None] * len(good)
    assert all(wanted.fault(value) for value in bad)


def test_the_schema_is_sent_on_as_it_came() -> None:
    schema: JSON = {"$schema": D7, "type": "object"}
    assert read(schema).document is schema


def test_a_fault_is_not_as_long_as_an_answer() -> None:
    assert len(read({"type": "null"}).fault("x" * 100_000) or "") == 500


def nested(depth: int) -> JSON:
    schema: JSON = {}
    for _ in range(depth):
        schema = {"items": schema}
    return schema


LAUGHS: JSON = {
    "$ref": "#/$defs/0",
    "$defs": {
        **{str(turn): {"allOf": [{"$ref": f"#/$defs/{turn + 1}"}] * 9} for turn in range(9)},
        "9": {},
    },
}
ENDLESS = "is nested too deeply or refers to itself without end"

REFUSED: list[tuple[JSON, str]] = [
    ([], "must be an object, not an array"),
    (True, "must be an object, not a boolean"),
    ({"type": "text"}, "is not a valid JSON Schema, at type"),
    ({"properties": {"a": {"type": 5}}}, "is not a valid JSON Schema, at properties.a.type"),
    ({"properties": {"x" * 500: 5}}, f"is not a valid JSON Schema, at {('properties.' + 'x' * 500)[:200]}"),
    ({"$ref": "http://127.0.0.1:9/a"}, "has a $ref that leads to no schema: http://127.0.0.1:9/a"),
    ({"$ref": "http://[a"}, "has a $ref that leads to no schema: http://[a"),
    ({"items": {"$ref": "#/$defs/a"}}, "has a $ref that leads to no schema: #/$defs/a"),
    ({"$ref": "#a"}, "has a $ref that leads to no schema: #a"),
    ({"$dynamicRef": "#a"}, "has a $dynamicRef that leads to no schema: #a"),
    (
        {"$ref": "#/enum/0", "enum": [{"patternProperties": {"(a+)+$": {}}}]},
        "has a $ref that leads to no schema: #/enum/0",
    ),
    ({"$ref": "#/a", "a": {"$ref": "http://a/b"}}, "has a $ref that leads to no schema: #/a"),
    ({"$ref": "#/a/b", "a": [5]}, "has a $ref that leads to no schema: #/a/b"),
    ({"$ref": "#/a/b", "a": 5}, "has a $ref that leads to no schema: #/a/b"),
    ({"$ref": "#"}, ENDLESS),
    ({"$dynamicRef": "#a", "$dynamicAnchor": "a"}, ENDLESS),
    (LAUGHS, ENDLESS),
    (nested(600), ENDLESS),
    ({"pattern": "(?=a)"}, "has a pattern that is not supported: (?=a)"),
    ({"items": {"pattern": "("}}, "is not a valid JSON Schema, at items.pattern"),
    ({"patternProperties": {"a": {}}}, "has patternProperties in a place where it is not supported"),
    ({"items": {"$schema": D7}}, "has $schema in a place where it is not supported"),
]


@pytest.mark.parametrize(("schema", "complaint"), REFUSED)
def test_what_is_no_schema_or_cannot_be_used_is_refused_by_name(schema: JSON, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(schema)
    assert caught.value.message == f"payload.schema {complaint}"
    assert caught.value.code == "invalid_request"


@pytest.mark.parametrize(
    ("dialect", "complaint"),
    [("http://a/b", "names no draft of JSON Schema that is known here"), (5, "must be a string, not a number")],
)
def test_another_dialect_is_refused(dialect: JSON, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read({"$schema": dialect})
    assert caught.value.message == f"payload.schema.$schema {complaint}"


def test_a_pattern_takes_no_longer_than_its_text() -> None:
    schema: JSON = {"$schema": D7, "pattern": "^(a+)+$", "properties": {"a": {"$ref": "#"}}}
    began = time.process_time()
    assert read(schema).fault({"a": "a" * 10_000 + "!"})
    # The engine that is not used would take longer than there is time.
    assert time.process_time() - began < 30


def test_an_answer_that_leads_on_and_on_does_not_fit() -> None:
    deep: JSON = None
    for _ in range(5000):
        deep = {"next": deep}
    assert read(LIST).fault(deep) == "it can't be compared with the schema"


def test_references_are_followed_only_so_often() -> None:
    schema: JSON = {"items": {"allOf": [{"$ref": "#/$defs/a"}] * 1000}, "$defs": {"a": {}}}
    assert read(schema).fault([None] * 10) is None
    assert read(schema).fault([None] * 200) == "it can't be compared with the schema"


@pytest.mark.parametrize("named", ["PanicException", "KeyboardInterrupt"])
def test_a_stack_that_ends_within_rust_is_told_as_any_other(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pyo3 raises there is no Exception, and nobody can import its class."""
    panic = type(named, (BaseException,), {})

    def faults(_schema: JsonSchema, _value: JSON) -> str | None:
        raise panic("__eq__ failed!")

    schema = read(LIST)
    monkeypatch.setattr(JsonSchema, "_faults", faults)
    if named == "PanicException":
        assert schema.fault(None) == "it can't be compared with the schema"
    else:
        with pytest.raises(panic):
            schema.fault(None)
