"""The oracle in ``tests/vectors/conversion.json`` is what the real AI SDK sends to OpenAI for the same messages."""

import json
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from service.errors import InvalidRequest
from service.field import JSON, Field
from service.messages import (
    AssistantMessage,
    ImagePart,
    Message,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from service.model import ResponseSchema
from service.providers.openai_messages import to_openai, to_response_format
from service.ui_messages import MessageLimits, read_messages


class Case(TypedDict):
    messages: list[JSON]
    openaiMessages: NotRequired[list[JSON]]
    convertError: NotRequired[JSON]
    openaiError: NotRequired[JSON]


_VECTORS = Path(__file__).parent.parent / "vectors" / "conversion.json"
SDKS: dict[str, dict[str, Case]] = json.loads(_VECTORS.read_text())["sdks"]
CASES = {f"ai {sdk}, {name}": case for sdk, cases in SDKS.items() for name, case in cases.items()}

_PDF = "is of type application/pdf, and only images and text are read"
_ROBOT = "messages[0].role is not system, user, assistant or data: robot"
REFUSED = {
    "ai 4, user-pdf": f"messages[0].experimental_attachments[0].url {_PDF}",
    "ai 4, user-attachment-no-type": (
        "messages[0].experimental_attachments[0].url is of type application/zip, and only images and text are read"
    ),
    "ai 4, unknown-role": _ROBOT,
    **{f"ai {sdk}, user-pdf": f"messages[0].parts[0].url {_PDF}" for sdk in "567"},
    **{f"ai {sdk}, user-pdf-unnamed": f"messages[0].parts[1].url {_PDF}" for sdk in "567"},
    **{f"ai {sdk}, unknown-role": _ROBOT for sdk in "567"},
}
"""What we do not read: PDF, which the SDK does read, and where the SDK throws too."""

TOLERATED: dict[str, list[JSON]] = {
    **{f"ai {sdk}, user-no-parts-array": [{"role": "user", "content": "Q"}] for sdk in "567"},
    **{f"ai {sdk}, user-text-file": [{"role": "user", "content": "héllo"}] for sdk in "567"},
}
"""Where the SDK throws and we do not."""

SAME = {name: case for name, case in CASES.items() if name not in REFUSED and name not in TOLERATED}


def convert(messages: JSON) -> list[dict[str, JSON]]:
    return to_openai(read_messages(Field(messages, "messages"), MessageLimits(messages=10, characters=100)))


@pytest.mark.parametrize("case", SAME.values(), ids=SAME)
def test_what_is_sent_is_what_the_sdk_sends(case: Case) -> None:
    assert convert(case["messages"]) == case["openaiMessages"]


@pytest.mark.parametrize(("name", "complaint"), REFUSED.items())
def test_what_is_not_read_is_refused_by_name(name: str, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        convert(CASES[name]["messages"])
    assert caught.value.message == complaint


@pytest.mark.parametrize(("name", "messages"), TOLERATED.items())
def test_we_are_tolerant_where_the_sdk_throws(name: str, messages: list[JSON]) -> None:
    assert "openaiMessages" not in CASES[name]
    assert convert(CASES[name]["messages"]) == messages


ROWS: dict[str, tuple[Message, JSON]] = {
    "system": (SystemMessage("Be brief."), {"role": "system", "content": "Be brief."}),
    "assistant": (AssistantMessage("Hello"), {"role": "assistant", "content": "Hello"}),
    "assistant who said nothing": (AssistantMessage(""), {"role": "assistant", "content": ""}),
    "assistant who called tools": (
        AssistantMessage(None, (ToolCall("c1", "look", '{"a":1}'), ToolCall("c2", "see", "{}"))),
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}},
                {"id": "c2", "type": "function", "function": {"name": "see", "arguments": "{}"}},
            ],
        },
    ),
    "tool": (ToolMessage("c1", "21"), {"role": "tool", "tool_call_id": "c1", "content": "21"}),
    "one text is a string": (UserMessage((TextPart("Q"),)), {"role": "user", "content": "Q"}),
    "two texts are parts": (
        UserMessage((TextPart("Q"), TextPart("R"))),
        {"role": "user", "content": [{"type": "text", "text": "Q"}, {"type": "text", "text": "R"}]},
    ),
    "one image is a part": (
        UserMessage((ImagePart("https://e.com"),)),
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.com"}}]},
    ),
    "order is kept": (
        UserMessage((ImagePart("https://e.com"), TextPart("Q"))),
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "https://e.com"}},
                {"type": "text", "text": "Q"},
            ],
        },
    ),
    "nothing": (UserMessage(()), {"role": "user", "content": []}),
    "an empty text is nothing": (UserMessage((TextPart(""),)), {"role": "user", "content": []}),
    "an empty text beside one text is nothing": (
        UserMessage((TextPart(""), TextPart("Q"), TextPart(""))),
        {"role": "user", "content": "Q"},
    ),
    "an empty text beside an image is nothing": (
        UserMessage((TextPart(""), ImagePart("https://e.com"))),
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.com"}}]},
    ),
    "a blank is a text": (UserMessage((TextPart(" "),)), {"role": "user", "content": " "}),
}
"""A message, and the same as OpenAI is sent it."""


@pytest.mark.parametrize(("message", "sent"), ROWS.values(), ids=ROWS)
def test_a_message_is_written_in_openais_words(message: Message, sent: JSON) -> None:
    assert to_openai([message]) == [sent]


def test_a_conversation_stays_in_its_order() -> None:
    assert to_openai(message for message, _ in ROWS.values()) == [sent for _, sent in ROWS.values()]


def test_a_schema_is_handed_on_as_a_copy_so_that_nobody_can_change_what_an_answer_is_compared_with() -> None:
    schema: dict[str, JSON] = {"type": "object", "properties": {"a": {"type": "object"}}}
    form = to_response_format(ResponseSchema(name="answer", schema=schema))
    assert form == {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    assert isinstance(form["json_schema"], dict)
    copied = form["json_schema"]["schema"]
    assert isinstance(copied, dict)
    assert copied["properties"] is not schema["properties"]
