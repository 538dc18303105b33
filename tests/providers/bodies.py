"""What a provider is sent, and the words to say what."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from service.messages import AssistantMessage, FilePart, ImagePart, Message, TextPart, ToolCall, UserMessage
from service.tool_spec import ToolSpec
from tests.providers.asking import Outcome, ask, model_at, point_at, request_to
from tests.providers.loopback import refusal, upstream


def user(*parts: str | ImagePart | FilePart) -> UserMessage:
    """Return what a user says and shows."""
    return UserMessage(tuple(TextPart(part) if isinstance(part, str) else part for part in parts))


def assistant(text: str | None, *calls: ToolCall) -> AssistantMessage:
    """Return what a model said."""
    return AssistantMessage(text, calls)


async def asked(
    model: str, messages: Sequence[Message], monkeypatch: pytest.MonkeyPatch, *, tools: Sequence[ToolSpec] = ()
) -> tuple[Outcome, bytes]:
    """Return what became of a question, and the body that arrived."""
    async with upstream([refusal(400)]) as playing:
        point_at(playing.url, monkeypatch)
        outcome = await ask(model_at(playing.url), replace(request_to(model, messages), tools=tuple(tools)))
    return outcome, playing.requests[0].body if playing.requests else b""


async def body_of(
    model: str, messages: Sequence[Message], monkeypatch: pytest.MonkeyPatch, *, tools: Sequence[ToolSpec] = ()
) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON that arrived."""
    return json.loads((await asked(model, messages, monkeypatch, tools=tools))[1])
