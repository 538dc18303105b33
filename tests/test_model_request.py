import pytest

from service.errors import ModelNotAllowed, NotConfigured
from service.messages import Message, SystemMessage, TextPart, UserMessage
from service.model import ModelRequest
from service.model_choice import ModelChoice
from service.model_request import ModelDefaults
from service.requests import ChatRequest

HI = (UserMessage((TextPart("Hi"),)),)
INSTRUCTED = (SystemMessage("Be rude."), *HI)


def defaults(system_prompt: str = "", *keys: str) -> ModelDefaults:
    return ModelDefaults(
        choice=ModelChoice(
            default="openai/gpt-4o-mini", allowed=("openai/gpt-4o",), keys=keys or ("OPENAI_API_KEY",), faking=False
        ),
        system_prompt=system_prompt,
        temperature=0.3,
        max_output_tokens=77,
        reasoning_effort="low",
    )


def test_the_settings_say_what_a_request_may_not_choose() -> None:
    assert defaults().complete(ChatRequest(messages=HI)) == ModelRequest(
        model="openai/gpt-4o-mini", messages=HI, temperature=0.3, max_output_tokens=77, reasoning_effort="low"
    )


def test_a_request_may_choose_among_the_allowed_models() -> None:
    assert defaults().complete(ChatRequest(messages=HI, model="gpt-4o")).model == "openai/gpt-4o"
    with pytest.raises(ModelNotAllowed):
        defaults().complete(ChatRequest(messages=HI, model="gpt-5"))


def test_a_missing_key_is_found_before_anything_is_asked() -> None:
    with pytest.raises(NotConfigured):
        defaults("", "ANTHROPIC_API_KEY").complete(ChatRequest(messages=HI))


@pytest.mark.parametrize(
    ("prompt", "messages", "expected"),
    [
        ("", HI, HI),
        ("Be brief.", HI, (SystemMessage("Be brief."), *HI)),
        ("", INSTRUCTED, INSTRUCTED),
        ("Be brief.", INSTRUCTED, (SystemMessage("Be brief."), *INSTRUCTED)),
    ],
    ids=["none", "ours", "the client's", "ours before the client's"],
)
def test_our_instructions_stand_before_the_conversation(
    prompt: str, messages: tuple[Message, ...], expected: tuple[Message, ...]
) -> None:
    assert defaults(prompt).complete(ChatRequest(messages=messages)).messages == expected
