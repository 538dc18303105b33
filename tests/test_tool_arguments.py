import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field

from service.field import JSON
from service.tool_arguments import ToolArguments
from service.tool_error import ToolError
from service.tool_signature import ToolSignature

SECRET = "hunter2"


@dataclass
class Place:
    """A place."""

    lat: float
    lon: float = 0.0


class Order(BaseModel):
    item: str
    count: int = 1


def arguments(function: Callable[..., object], **descriptions: str) -> ToolArguments:
    return ToolArguments(ToolSignature.of("t", function).arguments, descriptions)


# The schema.


def no_parameters() -> None: ...
def limited(city: str, days: Annotated[int, Field(ge=1, description="how many")] = 1) -> None: ...
def renamed(city: Annotated[str, Field(alias="where")]) -> None: ...
def optional(unit: Literal["c", "f"] | None = None) -> None: ...
def not_json(at: dt.date = dt.date(2020, 1, 1), place: str = object()) -> None: ...  # type: ignore[assignment]
def placed(place: Place) -> None: ...


SCHEMAS: list[tuple[Callable[..., object], dict[str, JSON]]] = [
    (no_parameters, {"properties": {}}),
    (
        limited,
        {
            "properties": {
                "city": {"type": "string", "description": "told of city"},
                "days": {"type": "integer", "minimum": 1, "default": 1, "description": "how many"},
            },
            "required": ["city"],
        },
    ),
    (renamed, {"properties": {"where": {"type": "string"}}, "required": ["where"]}),
    (
        optional,
        {
            "properties": {
                "unit": {"anyOf": [{"enum": ["c", "f"], "type": "string"}, {"type": "null"}], "default": None}
            }
        },
    ),
    (
        not_json,
        {
            "properties": {
                "at": {"type": "string", "format": "date", "default": "2020-01-01"},
                "place": {"type": "string"},
            }
        },
    ),
    (
        placed,
        {
            "properties": {"place": {"$ref": "#/$defs/Place"}},
            "required": ["place"],
            "$defs": {
                "Place": {
                    "type": "object",
                    "title": "Place",
                    "description": "A place.",
                    "properties": {"lat": {"type": "number"}, "lon": {"type": "number", "default": 0.0}},
                    "required": ["lat"],
                    "additionalProperties": False,
                }
            },
        },
    ),
]


@pytest.mark.parametrize(("function", "schema"), SCHEMAS, ids=[row[0].__name__ for row in SCHEMAS])
def test_the_schema_says_what_the_function_takes_and_nothing_else(
    function: Callable[..., object], schema: dict[str, JSON]
) -> None:
    made = arguments(function, city="told of city", days="told of days").schema
    assert made == {"type": "object", "additionalProperties": False, **schema}


def test_the_schema_is_made_once() -> None:
    made = arguments(limited)
    assert made.schema is made.schema


class Unknown: ...


def unknown(what: Unknown) -> None: ...
def callback(then: Callable[[], None]) -> None: ...


@pytest.mark.parametrize("function", [unknown, callback])
def test_a_type_that_json_has_no_form_for_is_refused_in_one_line(function: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match=r"^.+$"):
        _ = arguments(function).schema


# Values.


def fail(_value: str) -> str:
    raise KeyError(SECRET)


def refuse(_value: str) -> str:
    raise ToolError("That is no city")


def everything(  # noqa: PLR0917 - one of each kind
    city: str,
    days: Annotated[int, Field(ge=1, le=5)] = 1,
    at: dt.date | None = None,
    place: Place | None = None,
    orders: list[Order] = [],  # noqa: B006 - it stays empty
    unit: Literal["c", "f"] = "c",
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5,
    loud: bool = False,  # noqa: FBT001, FBT002 - a tool is called by names
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "a",
    table: dict[str, int] = {},  # noqa: B006 - it stays empty
) -> None: ...


DEFAULTS: dict[str, Any] = {
    "city": "Lyon",
    "days": 1,
    "at": None,
    "place": None,
    "orders": [],
    "unit": "c",
    "share": 0.5,
    "loud": False,
    "code": "a",
    "table": {},
}
GOOD: list[tuple[dict[str, JSON], dict[str, object]]] = [
    ({}, {}),
    ({"days": 5}, {"days": 5}),
    ({"at": "2020-02-29"}, {"at": dt.date(2020, 2, 29)}),
    ({"place": {"lat": 1}}, {"place": Place(1.0)}),
    ({"orders": [{"item": "tea"}]}, {"orders": [Order(item="tea")]}),
    ({"city": "a\ud83d"}, {"city": "a\ufffd"}),
]


@pytest.mark.parametrize(("given", "read"), GOOD)
def test_what_is_not_given_is_the_functions_default(given: dict[str, JSON], read: dict[str, object]) -> None:
    assert arguments(everything).read({"city": "Lyon", **given}) == {**DEFAULTS, **read}


def test_an_argument_is_given_by_the_name_in_the_schema_and_passed_by_its_own() -> None:
    assert arguments(renamed).read({"where": "Lyon"}) == {"city": "Lyon"}


BAD: list[tuple[JSON, str]] = [
    ([], "The tool's arguments are not a JSON object"),
    (None, "The tool's arguments are not a JSON object"),
    (SECRET, "The tool's arguments are not a JSON object"),
    ({"days": 1}, "arguments.city is missing"),
    ({"city": "a", SECRET[:3]: 1}, "arguments.hun is not known here"),
    ({"city": "a", "x" * 300: 1}, f"arguments.{'x' * 100} is not known here"),
    ({"city": 5}, "arguments.city must be a string"),
    ({"city": "a", "days": SECRET}, "arguments.days must be a whole number"),
    ({"city": "a", "days": 1.5}, "arguments.days must be a whole number"),
    ({"city": "a", "days": "1"}, "arguments.days must be a whole number"),
    ({"city": "a", "days": 0}, "arguments.days must be at least 1"),
    ({"city": "a", "days": 6}, "arguments.days must be at most 5"),
    ({"city": "a", "share": 0}, "arguments.share must be greater than 0"),
    ({"city": "a", "share": 1}, "arguments.share must be less than 1"),
    ({"city": "a", "unit": SECRET}, "arguments.unit must be 'c' or 'f'"),
    ({"city": "a", "loud": 1}, "arguments.loud must be a boolean"),
    ({"city": "a", "code": SECRET}, "arguments.code "),
    ({"city": "a", "orders": SECRET}, "arguments.orders must be an array"),
    ({"city": "a", "table": SECRET}, "arguments.table must be an object"),
    ({"city": "a", "place": {"lon": 1}}, "arguments.place.lat is missing"),
    ({"city": "a", "place": {"lat": 1, "alt": 1}}, "arguments.place.alt is not known here"),
]


@pytest.mark.parametrize(("given", "complaint"), BAD)
def test_a_complaint_names_the_argument_and_never_what_stood_there(given: JSON, complaint: str) -> None:
    with pytest.raises(ToolError) as caught:
        arguments(everything).read(given)
    assert caught.value.message.startswith(complaint)
    assert SECRET not in caught.value.message


def test_what_is_nested_too_deeply_is_said_to_be() -> None:
    deep: JSON = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(ToolError, match="nested too deeply"):
        arguments(everything).read({"city": deep})


def test_a_validator_may_choose_the_words_of_its_refusal_or_fail() -> None:
    def refusing(city: Annotated[str, AfterValidator(refuse)]) -> None: ...
    def failing(city: Annotated[str, AfterValidator(fail)]) -> None: ...

    with pytest.raises(ToolError, match=r"^That is no city$"):
        arguments(refusing).read({"city": SECRET})
    with pytest.raises(KeyError):
        arguments(failing).read({"city": SECRET})
