import pytest

from tests.fakes.model.openai.refusals import Refusal, accepts, refuses

pytestmark = pytest.mark.anyio

WEATHER = {"type": "function", "function": {"name": "weather"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "a"}}

LONG = {"model": "fake/long?tokens=3"}

REFUSED: list[Refusal] = [
    ({"logprobs": True}, "logprobs", "unsupported_parameter", "script the answer instead"),
    ({**LONG, "response_format": SCHEMA}, "response_format", "unsupported_value", "of type 'json_schema'"),
    ({"tools": [WEATHER], "tool_choice": "required"}, "tool_choice", "unsupported_value", "demands a tool call"),
    ({"tools": [WEATHER], "tool_choice": WEATHER}, "tool_choice", "unsupported_value", "demands a tool call"),
    ({"tools": [WEATHER], "tool_choice": {"type": "allowed_tools"}}, "tool_choice", "unsupported_value", "demands"),
]


@pytest.mark.parametrize("refusal", REFUSED)
async def test_what_an_improvising_model_cannot_do_is_refused_and_never_ignored(refusal: Refusal) -> None:
    await refuses(refusal)


@pytest.mark.parametrize(
    "parameters",
    [
        {"logprobs": False},
        {"response_format": {"type": "text"}},
        {**LONG, "response_format": {"type": "text"}},
        {"response_format": SCHEMA},
    ],
)
async def test_what_demands_nothing_special_is_answered(parameters: dict[str, object]) -> None:
    await accepts(parameters)
