"""Texts, files and what is not said, as they arrive at Anthropic, Gemini and others."""

import json

import pytest

from service.errors import InvalidRequest
from service.messages import (
    AssistantMessage,
    FilePart,
    ImagePart,
    Message,
    ReasoningPart,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from tests.providers.asking import ANTHROPIC, DEEPSEEK, GEMINI, LITELLMS_WARNINGS, OPENAI
from tests.providers.bodies import asked, assistant, body_of, user
from tests.providers.loopback import refusal, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS, pytest.mark.usefixtures("litellm")]

PNG = "data:image/png;base64,iVBORw0KGgo="
PDF = "data:application/pdf;base64,JVBERg=="
WAV = "data:audio/wav;base64,UklGRg=="
LOOK = ToolCall("a", "look", '{"é":"x"}')
SIGNED = (ReasoningPart("hm", "anthropic", "c2ln"),)

BLANK = {"": "nothing", " \n": "blanks"}


@pytest.mark.parametrize("blank", BLANK, ids=BLANK.values())
@pytest.mark.parametrize("model", [ANTHROPIC, GEMINI, DEEPSEEK])
async def test_what_says_nothing_is_not_told(model: str, blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """litellm would tell Anthropic a sentence of its own, as if the model had said it; ai 4 sends many such texts."""
    messages: list[Message] = [
        user("1"),
        assistant(blank),
        user("2"),
        assistant(blank, LOOK),
        ToolMessage("a", "3"),
        assistant("4"),
        user("5"),
    ]
    spoken = [user("1"), user("2"), assistant(None, LOOK), *messages[4:]]
    bodies = [await body_of(model, written, monkeypatch) for written in (messages, spoken)]
    assert bodies[0] == bodies[1]
    assert "sanitised" not in json.dumps(bodies[0])


async def test_thoughts_alone_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(ANTHROPIC, [user("1"), AssistantMessage("", (), SIGNED), user("2")], monkeypatch)
    assert body["messages"][1]["content"] == [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}]


async def test_openai_is_told_of_blanks_as_by_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(OPENAI, [user("1"), assistant(""), assistant("", LOOK), ToolMessage("a", "3")], monkeypatch)
    assert [message["content"] for message in body["messages"]] == ["1", "", "", "3"]


async def test_a_system_prompt_alone_says_something(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(GEMINI, [SystemMessage(""), SystemMessage("Be brief.")], monkeypatch)
    assert {"text": "Be brief."} in body["system_instruction"]["parts"]


SHOWN = user(ImagePart(PNG), FilePart("application/pdf", PDF), "What?")


async def test_gemini_is_given_files(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(GEMINI, [UserMessage((*SHOWN.parts, FilePart("audio/wav", WAV)))], monkeypatch)
    assert [part.get("inline_data") or part["text"] for part in body["contents"][0]["parts"]] == [
        {"mime_type": "image/png", "data": "iVBORw0KGgo="},
        {"mime_type": "application/pdf", "data": "JVBERg=="},
        "What?",
        {"mime_type": "audio/wav", "data": "UklGRg=="},
    ]


async def test_anthropic_is_given_files(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(ANTHROPIC, [SHOWN], monkeypatch)
    assert body["messages"][0]["content"] == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERg=="}},
        {"type": "text", "text": "What?"},
    ]


@pytest.mark.parametrize("media_type", ["audio/wav", "audio/mpeg"])
async def test_a_sound_that_litellm_would_drop_is_refused(media_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[Message] = [
        user("Hello?"),
        assistant("Hi."),
        user("What?", FilePart(media_type, WAV)),
        assistant("Hm."),
        user("Well?"),
    ]
    outcome, body = await asked(ANTHROPIC, messages, monkeypatch)
    assert isinstance(outcome.failure, InvalidRequest)
    assert outcome.failure.message == "The model takes no sounds"
    assert body == b""


@pytest.mark.parametrize("model", [ANTHROPIC, GEMINI])
async def test_an_image_in_our_own_network_is_not_fetched(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """litellm fetches what these providers do not; that it looks where is its own doing, and this is the proof."""
    async with upstream([refusal(200, b"\x89PNG\r\n\x1a\n", media_type="image/png")]) as inside:
        outcome, body = await asked(model, [user(ImagePart(f"{inside.url}/a.png"), "What?")], monkeypatch)
    assert inside.requests == []
    assert isinstance(outcome.failure, InvalidRequest)
    assert outcome.failure.message == "An image could not be read from its address"
    assert inside.url in outcome.failure.detail
    assert body == b""
