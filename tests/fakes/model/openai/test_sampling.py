import pytest

from fakes.model.openai.sampling import KNOWN
from tests.fakes.model.openai.refusals import Refusal, accepts, refuses

pytestmark = pytest.mark.anyio

ACCEPTED: list[dict[str, object]] = [
    {"temperature": 0, "top_p": 1, "frequency_penalty": -2, "presence_penalty": 2.0, "seed": -1, "user": "me"},
    {"temperature": None, "stop": None, "max_tokens": None, "stream": None, "n": None},
    {"stop": "x", "n": 8, "max_completion_tokens": 1, "logit_bias": {"1": 2}, "reasoning_effort": "low"},
    {"stop": ["a", "b", "c", "d"], "metadata": {"a": "b"}, "store": False, "service_tier": "auto"},
]

REFUSED: list[Refusal] = [
    ({"temperature": "hot"}, "temperature", "invalid_type", "must be a number, and is a string"),
    ({"temperature": True}, "temperature", "invalid_type", "must be a number, and is a boolean"),
    ({"temperature": 2.1}, "temperature", "above_maximum", "is 2.1, and must be at most 2"),
    ({"top_p": -0.1}, "top_p", "below_minimum", "must be at least 0"),
    ({"frequency_penalty": 3}, "frequency_penalty", "above_maximum", "at most 2"),
    ({"presence_penalty": -3}, "presence_penalty", "below_minimum", "at least -2"),
    ({"n": 0}, "n", "below_minimum", "at least 1"),
    ({"n": 9}, "n", "above_maximum", "at most 8"),
    ({"n": True}, "n", "invalid_type", "must be an integer, and is a boolean"),
    ({"max_tokens": 1.0}, "max_tokens", "invalid_type", "must be an integer, and is a decimal"),
    ({"max_tokens": 0}, "max_tokens", "below_minimum", "at least 1"),
    ({"max_tokens": 1, "max_completion_tokens": 1}, "max_tokens", "invalid_value", "with 'max_completion_tokens'"),
    ({"stop": 1}, "stop", "invalid_type", "must be an array"),
    ({"stop": ""}, "stop", "invalid_value", "must not be empty"),
    ({"stop": ["a", 1]}, "stop[1]", "invalid_type", "must be a string"),
    ({"stop": list("abcde")}, "stop", "array_above_max_length", "has 5 entries, and must have at most 4"),
    ({"stream": "yes"}, "stream", "invalid_type", "must be a boolean"),
    ({"user": 1}, "user", "invalid_type", "must be a string"),
    ({"verbosity": "loud"}, "verbosity", "invalid_value", "is 'loud'"),
    ({"service_tier": "gold"}, "service_tier", "invalid_value", "is 'gold'"),
    ({"reasoning_effort": "huge"}, "reasoning_effort", "invalid_value", "is 'huge'"),
    ({"metadata": []}, "metadata", "invalid_type", "must be an object, and is an array"),
    ({"top_logprobs": 1}, "top_logprobs", "invalid_value", "only allowed when 'logprobs' is true"),
    ({"temprature": 1}, "temprature", "unknown_parameter", "is not a parameter"),
]


@pytest.mark.parametrize("parameters", ACCEPTED)
async def test_parameters_in_their_range_are_answered_and_null_is_none_of_them(parameters: dict[str, object]) -> None:
    await accepts(parameters)


@pytest.mark.parametrize("refusal", REFUSED)
async def test_parameters_that_the_api_refuses_are_a_400_that_names_them(refusal: Refusal) -> None:
    await refuses(refusal)


def test_every_parameter_that_the_sdk_can_send_is_known() -> None:
    from openai.types.chat.completion_create_params import CompletionCreateParamsBase  # noqa: PLC0415 - slow

    assert {*CompletionCreateParamsBase.__annotations__, "stream"} <= KNOWN
