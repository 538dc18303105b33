"""Tools, their calls and results, and thoughts, as they arrive at OpenAI, Anthropic and Gemini."""

import json
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from service.field import JSON, Field
from service.messages import AssistantMessage, Message, ReasoningPart, ToolCall, ToolMessage
from service.model import FinishChunk, ResponseSchema, TextChunk
from service.tool_spec import ToolSpec
from service.ui_messages import MessageLimits, read_messages
from tests.providers.anthropic_answers import arguments, tool_block
from tests.providers.asking import (
    ANTHROPIC,
    DEEPSEEK,
    GEMINI,
    LITELLMS_WARNINGS,
    OPENAI,
    ask,
    model_at,
    point_at,
    request_to,
)
from tests.providers.bodies import asked, assistant, body_of, user
from tests.providers.dialects import ANTHROPIC_MESSAGE, anthropic_block, anthropic_closing
from tests.providers.loopback import answer, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS, pytest.mark.usefixtures("litellm")]

SCHEMA: dict[str, JSON] = {"type": "object", "properties": {"é": {"type": "string"}}, "required": ["é"]}
NOTHING: dict[str, JSON] = {"type": "object", "properties": {}}
TOOLS = (ToolSpec("look", "Looks.", SCHEMA), ToolSpec("see", "", NOTHING))
LOOK, SEE = ToolCall("a", "look", '{"é":"x"}'), ToolCall("b", "see", "{}")
PARALLEL = (user("Hello?"), assistant(None, LOOK, SEE), ToolMessage("b", "2"), ToolMessage("a", "1"), user("And?"))
THOUGHTS = (
    ReasoningPart("hm", "anthropic", "c2ln"),
    ReasoningPart("", "anthropic", data="eHg="),
    ReasoningPart("not signed"),
    ReasoningPart("another's", "google", "c2ln"),
)
THOUGHTFUL = (user("Hello?"), AssistantMessage("Let me see.", (LOOK,), THOUGHTS), ToolMessage("a", "1"))


WRITTEN_TOOLS: dict[str, list[JSON]] = {
    OPENAI: [
        {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": SCHEMA}},
        {"type": "function", "function": {"name": "see", "parameters": NOTHING}},
    ],
    ANTHROPIC: [
        {"type": "custom", "name": "look", "description": "Looks.", "input_schema": SCHEMA},
        {"type": "custom", "name": "see", "input_schema": NOTHING},
    ],
    GEMINI: [
        {
            "function_declarations": [
                {"name": "look", "description": "Looks.", "parameters": SCHEMA},
                {"name": "see", "parameters": {"type": "object"}},
            ]
        }
    ],
}


@pytest.mark.parametrize(("model", "tools"), WRITTEN_TOOLS.items())
async def test_tools_arrive(model: str, tools: list[JSON], monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(model, [user("Hello?")], monkeypatch, tools=TOOLS)
    assert body["tools"] == tools
    assert "tool_choice" not in body


WRITTEN_RESULTS: dict[str, tuple[str, list[JSON]]] = {
    OPENAI: (
        "messages",
        [
            {"role": "user", "content": "Hello?"},
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "a", "type": "function", "function": {"name": "look", "arguments": '{"é":"x"}'}},
                    {"id": "b", "type": "function", "function": {"name": "see", "arguments": "{}"}},
                ],
            },
            {"role": "tool", "tool_call_id": "b", "content": "2"},
            {"role": "tool", "tool_call_id": "a", "content": "1"},
            {"role": "user", "content": "And?"},
        ],
    ),
    # Anthropic's rule: the next message answers every call, before it says anything else.
    ANTHROPIC: (
        "messages",
        [
            {"role": "user", "content": [{"type": "text", "text": "Hello?"}]},
            {
                "role": "assistant",
                "content": [
                    {"type": "tool_use", "id": "a", "name": "look", "input": {"é": "x"}},
                    {"type": "tool_use", "id": "b", "name": "see", "input": {}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "b", "content": "2"},
                    {"type": "tool_result", "tool_use_id": "a", "content": "1"},
                    {"type": "text", "text": "And?"},
                ],
            },
        ],
    ),
    GEMINI: (
        "contents",
        [
            {"role": "user", "parts": [{"text": "Hello?"}]},
            {
                "role": "model",
                "parts": [
                    {"function_call": {"name": "look", "args": {"é": "x"}}},
                    {"function_call": {"name": "see", "args": {}}},
                ],
            },
            {
                "role": "user",
                "parts": [
                    {"function_response": {"name": "see", "response": {"content": "2"}}},
                    {"function_response": {"name": "look", "response": {"content": "1"}}},
                ],
            },
            {"role": "user", "parts": [{"text": "And?"}]},
        ],
    ),
}


@pytest.mark.parametrize(("model", "member", "messages"), [(model, *row) for model, row in WRITTEN_RESULTS.items()])
async def test_parallel_results_follow_their_calls(
    model: str, member: str, messages: list[JSON], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await body_of(model, PARALLEL, monkeypatch, tools=TOOLS))[member] == messages


async def test_anthropic_is_given_back_what_it_thought_in_front_of_its_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(ANTHROPIC, THOUGHTFUL, monkeypatch, tools=TOOLS)
    assert body["messages"][1] == {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
            {"type": "redacted_thinking", "data": "eHg="},
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": "a", "name": "look", "input": {"é": "x"}},
        ],
    }


@pytest.mark.parametrize("model", [OPENAI, GEMINI, DEEPSEEK])
async def test_nobody_else_is(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, body = await asked(model, THOUGHTFUL, monkeypatch, tools=TOOLS)
    assert b"Let me see." in body
    assert not any(word in body for word in (b"hm", b"c2ln", b"eHg=", b"not signed", b"another", b"thinking"))


SIGNED_AI_4: dict[str, JSON] = {
    "content": "Let me see.",
    "parts": [
        {
            "type": "reasoning",
            "reasoning": "hm",
            "details": [{"type": "text", "text": "hm", "signature": "c2ln"}, {"type": "redacted", "data": "eHg="}],
        },
        {"type": "text", "text": "Let me see."},
        {
            "type": "tool-invocation",
            "toolInvocation": {
                "state": "result",
                "toolCallId": "a",
                "toolName": "look",
                "args": {"é": "x"},
                "result": 1,
            },
        },
    ],
}
SIGNED_AI_5: dict[str, JSON] = {
    "parts": [
        {"type": "step-start"},
        {"type": "reasoning", "text": "hm", "providerMetadata": {"anthropic": {"signature": "c2ln"}}},
        {"type": "reasoning", "text": "", "providerMetadata": {"anthropic": {"redactedData": "eHg="}}},
        {"type": "text", "text": "Let me see."},
        {"type": "tool-look", "toolCallId": "a", "state": "output-available", "input": {"é": "x"}, "output": 1},
    ],
}


@pytest.mark.parametrize("message", [SIGNED_AI_4, SIGNED_AI_5], ids=["ai 4", "ai 5 to 7"])
async def test_thoughts_that_a_client_sends_back_arrive(
    message: dict[str, JSON], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[JSON] = [{"role": "user", "content": "Hello?"}, {"role": "assistant", **message}]
    read = read_messages(Field(sent, "messages"), MessageLimits(messages=2, characters=100))
    assert await body_of(ANTHROPIC, read, monkeypatch) == await body_of(ANTHROPIC, THOUGHTFUL, monkeypatch)


SIGNED_ID = "call_1__thought__c2ln"


@pytest.mark.parametrize(("model", "count"), [(GEMINI, 1), (OPENAI, 0), (ANTHROPIC, 0)])
async def test_only_gemini_is_given_back_the_signature_in_a_calls_id(
    model: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[Message] = [
        user("Hello?"),
        assistant(None, ToolCall(SIGNED_ID, "look", "{}")),
        ToolMessage(SIGNED_ID, "1"),
    ]
    _, body = await asked(model, messages, monkeypatch, tools=TOOLS)
    assert body.count(b"c2ln") == count
    assert body.count(b"thoughtSignature") == count
    assert b"__thought__" not in body


@pytest.mark.parametrize(
    ("tools", "choice"), [((), {"type": "none"}), (TOOLS, None)], ids=["without tools", "with tools"]
)
async def test_the_tool_that_litellm_makes_up_for_anthropic_is_never_assistant(
    tools: Sequence[ToolSpec], choice: JSON, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await body_of(ANTHROPIC, PARALLEL, monkeypatch, tools=tools)
    assert [tool["name"] for tool in body["tools"]] == ([tool.name for tool in tools] or ["dummy_tool"])
    assert body.get("tool_choice") == choice


async def test_without_calls_nothing_is_said_of_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    body = await body_of(ANTHROPIC, [user("1"), assistant("2"), user("3")], monkeypatch)
    assert not {"tools", "tool_choice"} & body.keys()


async def test_a_schema_makes_anthropic_answer_with_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """litellm asks for a tool call, and makes text of it again."""
    block = anthropic_block(0, tool_block("t", "json_tool_call"), arguments(""), arguments('{"é":'), arguments('"x"}'))
    async with upstream([answer(ANTHROPIC_MESSAGE, block, anthropic_closing("tool_use"))]) as playing:
        point_at(playing.url, monkeypatch)
        wanted = replace(request_to(ANTHROPIC), response_schema=ResponseSchema(name="answer", schema=SCHEMA))
        outcome = await ask(model_at(playing.url), wanted)
    said = [chunk for chunk in outcome.chunks if isinstance(chunk, TextChunk | FinishChunk)]
    assert said == [TextChunk('{"é":'), TextChunk('"x"}'), FinishChunk("stop")]
    (tool,) = json.loads(playing.requests[0].body)["tools"]
    assert tool == {"name": "json_tool_call", "input_schema": SCHEMA}
