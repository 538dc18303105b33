"""What litellm is asked, where a provider or litellm itself has a will of its own."""

import pytest
from msgspec.structs import replace

from service.model import ResponseSchema
from service.providers.litellm_request import to_arguments
from tests.providers.asking import ANTHROPIC, GEMINI, OPENAI, request_to

WANTED = ResponseSchema(name="answer", schema={"type": "object"})
CLAUDE = "bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0"


@pytest.mark.parametrize(("name", "told"), [("groq/openai/gpt-oss-120b", False), ("mistral/x", True), (OPENAI, True)])
@pytest.mark.parametrize("wanted", [None, WANTED], ids=["text", "object"])
def test_only_a_stream_has_options(name: str, wanted: ResponseSchema | None, *, told: bool) -> None:
    """litellm asks Groq for no stream where the answer is to fit a schema, and Groq would refuse."""
    arguments = to_arguments(replace(request_to(name), response_schema=wanted))
    assert ("stream_options" in arguments) == (told or wanted is None)


@pytest.mark.parametrize(
    ("name", "temperature"), [(OPENAI, 0.5), (GEMINI, 0.5), (ANTHROPIC, 1), (CLAUDE, 1), ("bedrock/amazon.nova", 0.5)]
)
def test_claude_thinks_at_one_temperature_only(name: str, temperature: float) -> None:
    arguments = to_arguments(replace(request_to(name), reasoning_effort="low"))
    assert (arguments["reasoning_effort"], arguments["temperature"]) == ("low", temperature)


@pytest.mark.parametrize("name", [OPENAI, ANTHROPIC])
def test_nobody_is_told_to_think_unless_the_settings_say_so(name: str) -> None:
    arguments = to_arguments(request_to(name))
    assert arguments["temperature"] == 0.5
    assert "reasoning_effort" not in arguments
