import pytest

from service.field import JSON
from service.messages import (
    AssistantMessage,
    FilePart,
    ImagePart,
    Message,
    ReasoningPart,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from service.model import ResponseSchema
from service.providers.openai_messages import to_openai, to_response_format, to_tools
from service.tool_spec import ToolSpec

PDF = "data:application/pdf;base64,JVBERi0xLjQK"


def pdf(name: str) -> JSON:
    return {"type": "file", "file": {"filename": name, "file_data": PDF}}


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
    "a PDF": (
        UserMessage((TextPart("Q"), FilePart("application/pdf", PDF, "b.pdf"))),
        {"role": "user", "content": [{"type": "text", "text": "Q"}, pdf("b.pdf")]},
    ),
    "a PDF without a name": (
        UserMessage((TextPart("Q"), FilePart("application/pdf", PDF))),
        {"role": "user", "content": [{"type": "text", "text": "Q"}, pdf("part-1.pdf")]},
    ),
    "an empty text is nothing to number by": (
        UserMessage((TextPart(""), FilePart("application/pdf", PDF))),
        {"role": "user", "content": [pdf("part-0.pdf")]},
    ),
    "sounds": (
        UserMessage(
            (
                FilePart("audio/wav", "data:audio/wav;base64,UklGRg==", "a.wav"),
                FilePart("audio/mp3", "data:audio/mp3;base64,SUQz"),
                FilePart("audio/mpeg", "data:audio/mpeg;base64,SUQz"),
            )
        ),
        {
            "role": "user",
            "content": [
                {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
                {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}},
                {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}},
            ],
        },
    ),
    "halves of an emoji that the model said apart": (
        AssistantMessage("\ud83d\ude00\ud83d", (ToolCall("c", "look", '{"a":"\ud83d"}'),)),
        {
            "role": "assistant",
            "content": "😀\ufffd",
            "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"a":"\ufffd"}'}}
            ],
        },
    ),
    "thoughts are told to nobody who did not sign them": (
        AssistantMessage("Hi", (), (ReasoningPart("hm", "anthropic", "s"),)),
        {"role": "assistant", "content": "Hi"},
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


SIGNED = ReasoningPart("hm", "anthropic", "s")
SEALED = ReasoningPart("", "anthropic", data="xx")

THOUGHTS: dict[str, tuple[tuple[ReasoningPart, ...], dict[str, JSON]]] = {
    "signed and sealed": (
        (SIGNED, SEALED),
        {
            "thinking_blocks": [
                {"type": "thinking", "thinking": "hm", "signature": "s"},
                {"type": "redacted_thinking", "data": "xx"},
            ]
        },
    ),
    "signed, and nothing readable": (
        (ReasoningPart("", "anthropic", "s"),),
        {"thinking_blocks": [{"type": "thinking", "thinking": "", "signature": "s"}]},
    ),
    "not signed": ((ReasoningPart("hm"), ReasoningPart("hm", "anthropic")), {}),
    "another's": ((ReasoningPart("hm", "google", "s"), ReasoningPart("", "bedrock", data="xx")), {}),
    "another's among them": (
        (ReasoningPart("hm", "google", "s"), SEALED),
        {"thinking_blocks": [{"type": "redacted_thinking", "data": "xx"}]},
    ),
    "none": ((), {}),
}
"""What the model thought, and what Anthropic's are given back of it."""


@pytest.mark.parametrize(("reasoning", "blocks"), THOUGHTS.values(), ids=THOUGHTS)
def test_thoughts_go_back_to_whoever_signed_them(reasoning: tuple[ReasoningPart, ...], blocks: dict[str, JSON]) -> None:
    messages: list[Message] = [UserMessage((TextPart("Q"),)), AssistantMessage("Hi", (), reasoning)]
    sent: list[dict[str, JSON]] = [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "Hi"}]
    assert to_openai(messages, signer="anthropic") == [sent[0], sent[1] | blocks]
    assert to_openai(messages) == sent


def test_a_tool_is_told_with_a_copy_of_its_schema() -> None:
    schema: dict[str, JSON] = {"type": "object", "properties": {"a": {"type": "string"}}}
    tools = to_tools([ToolSpec("look", "Looks.", schema), ToolSpec("see", "", {"type": "object"})])
    assert tools == [
        {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": schema}},
        {"type": "function", "function": {"name": "see", "parameters": {"type": "object"}}},
    ]
    function = tools[0]["function"]
    assert isinstance(function, dict)
    assert isinstance(function["parameters"], dict)
    assert function["parameters"]["properties"] is not schema["properties"]
