from collections.abc import Mapping
from typing import Any

import pytest

from service.tool import Tool
from service.tool_context import ToolContext
from service.tool_spec import ToolSpec

CONTEXT = ToolContext(call_id="c", request_id="r", messages=())


def get_weather(city: str, days: int = 1) -> str:
    """Return the weather.

    Args:
        city: where.
    """
    return city * days


def silent(city: str, where: ToolContext) -> tuple[str, ToolContext]:
    return city, where


def test_a_model_is_told_what_the_function_says_of_itself() -> None:
    assert Tool.of(get_weather).spec == ToolSpec(
        "get_weather",
        "Return the weather.",
        {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "where."},
                "days": {"type": "integer", "default": 1},
            },
            "required": ["city"],
            "additionalProperties": False,
        },
    )
    assert Tool.of(silent).spec.description == ""


def test_a_context_is_given_to_those_who_want_one() -> None:
    assert Tool.of(get_weather).call({"city": "a", "days": 2}, CONTEXT)() == "aa"
    assert Tool.of(silent).call({"city": "a"}, CONTEXT)() == ("a", CONTEXT)


def test_consent_is_needed_where_the_author_says_so() -> None:
    def dear(arguments: Mapping[str, Any]) -> bool:
        return bool(arguments["days"] > 1)

    assert Tool.of(get_weather).needs_approval is False
    assert Tool.of(get_weather, needs_approval=True).needs_approval is True
    assert Tool.of(get_weather, needs_approval=dear).needs_approval is dear


def test_a_call_is_ours_to_make_unless_the_author_says_otherwise() -> None:
    def never(_arguments: Mapping[str, Any]) -> bool:
        raise AssertionError

    assert Tool.of(get_weather).client is False
    tool = Tool.of(get_weather, client=True)
    assert tool.client is True
    # A model is not told who makes the call.
    assert tool.spec == Tool.of(get_weather).spec
    # The client asks its user itself, and knows nothing of a context.
    refusal = "the client makes the call, so it asks its user itself and has no context"
    for needs in (True, never):
        with pytest.raises(TypeError, match=f"tool 'get_weather': {refusal}"):
            Tool.of(get_weather, client=True, needs_approval=needs)
    with pytest.raises(TypeError, match=f"tool 'silent': {refusal}"):
        Tool.of(silent, client=True)


@pytest.mark.parametrize("name", ["a", "getWeather", "get-weather_2", "0", "a" * 64])
def test_a_name_is_what_every_provider_takes(name: str) -> None:
    assert Tool.of(get_weather, name=name).name == name


@pytest.mark.parametrize("name", ["", "a" * 65, "get weather", "get.weather", "météo", "a\n", "a/b"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name for a tool"):
        Tool.of(get_weather, name=name)


def test_a_function_without_a_name_must_be_given_one() -> None:
    nameless = lambda: 1  # noqa: E731 - that is the case
    with pytest.raises(ValueError, match="'<lambda>' is no name for a tool"):
        Tool.of(nameless)
    assert Tool.of(nameless, name="one").name == "one"


def test_what_cannot_be_served_is_refused() -> None:
    with pytest.raises(TypeError, match="needs_approval must be a boolean or a function, not 'yes'"):
        Tool.of(get_weather, needs_approval="yes")  # type: ignore[arg-type] # that is the mistake
    with pytest.raises(TypeError, match="tool 'five' must be a function"):
        Tool.of(5, name="five")  # type: ignore[arg-type] # that is the mistake


def test_a_tool_that_no_model_can_be_told_of_is_named() -> None:
    def mystery(thing: Mystery) -> None: ...

    with pytest.raises(TypeError, match=r"tool 'mystery': .*Mystery"):
        _ = Tool.of(mystery).spec


class Mystery: ...
