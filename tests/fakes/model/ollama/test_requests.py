"""What the server understands of a request."""

import base64
from typing import Any

import pytest

from fakes.model.ollama.dialect import Ollama
from fakes.model.ollama.shape import Chat, Generate, Shape
from fakes.model.prompt import MadeCall, Prompt, ToolResult, Turn
from fakes.model.sampling import Sampling
from tests.fakes.model.gemini.playing import call_of

HELLO = {"role": "user", "content": "Hello"}


def prompt(shape: Shape | None = None, **fields: object) -> Prompt:
    body = {"model": "llama3.2", "messages": [HELLO], **fields}
    return Ollama(shape).read(call_of("/api/chat", body)).prompt


def image(beginning: bytes) -> str:
    return base64.b64encode(beginning + b"\x00rest").decode()


def called(*names: str) -> dict[str, object]:
    calls = [{"function": {"name": name, "arguments": {"x": 1}}} for name in names]
    return {"role": "assistant", "content": "", "thinking": "Hm.", "tool_calls": calls}


def test_a_chat_is_streamed_unless_it_is_not() -> None:
    assert [prompt().stream, prompt(stream=True).stream, prompt(stream=False).stream] == [True, True, False]
    assert prompt().dialect == "ollama"
    assert prompt().model.text == "llama3.2"


def test_messages_are_turns_whatever_the_case_of_their_roles() -> None:
    messages = [{"role": "System", "content": "Be kind."}, HELLO, {"role": "assistant", "content": None}]
    assert prompt(messages=messages).turns == (Turn("system", "Be kind."), Turn("user", "Hello"), Turn("assistant"))


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [(b"\x89PNG", "PNG"), (b"\xff\xd8", "JPEG"), (b"GIF89a", "GIF"), (b"RIFF", "WEBP"), (b"?", "IMAGE")],
)
def test_images_are_told_by_how_they_begin(beginning: bytes, kind: str) -> None:
    (turn,) = prompt(messages=[{**HELLO, "images": [image(beginning)]}]).turns
    assert turn.images == (kind,)


def test_results_go_to_the_open_calls_by_name_and_else_in_order() -> None:
    messages = [
        HELLO,
        called("a", "b", "a"),
        {"role": "tool", "content": "1", "tool_name": "b"},
        {"role": "tool", "content": "2", "tool_name": "a"},
        {"role": "tool", "content": "3"},
        {"role": "tool", "content": "4", "tool_name": "c"},
        {"role": "assistant", "tool_calls": [{"id": "own", "function": {"name": "d"}}]},
        {"role": "tool", "content": "5", "tool_call_id": "own"},
    ]
    turns = prompt(messages=messages).turns
    assert turns[1].calls == tuple(MadeCall(f"call_{at}", name, '{"x":1}') for at, name in enumerate("aba"))
    assert turns[6].calls == (MadeCall("own", "d", "{}"),)
    assert [turn.result for turn in turns if turn.role == "tool"] == [
        ToolResult("call_1", "b"),
        ToolResult("call_0", "a"),
        ToolResult("call_2", "a"),
        ToolResult("", "c"),
        ToolResult("own", "d"),
    ]


def test_tools_are_offered() -> None:
    tools = [
        {"type": "function", "function": {"name": "a", "parameters": {"type": "object"}}},
        {"function": {"name": "b"}},
    ]
    offered = prompt(tools=tools).tools
    assert [(tool.name, tool.parameters and tool.parameters.value) for tool in offered] == [
        ("a", {"type": "object"}),
        ("b", None),
    ]


@pytest.mark.parametrize(
    ("fields", "sampling"),
    [
        ({}, Sampling()),
        ({"options": {"num_predict": 5, "stop": ["a", "", "b"], "seed": 1, "nonsense": "x", "top_k": None}},
         Sampling(max_tokens=5, stops=("a", "b"))),
        ({"options": {"num_predict": -1}}, Sampling()),
        ({"options": {"num_predict": 0}}, Sampling()),
        ({"logprobs": True}, Sampling(top_logprobs=0)),
        ({"logprobs": True, "top_logprobs": 2}, Sampling(top_logprobs=2)),
        ({"top_logprobs": 2}, Sampling()),
    ],
)  # fmt: skip
def test_options_are_the_extent_of_the_answer(fields: dict[str, Any], sampling: Sampling) -> None:
    assert prompt(**fields).sampling == sampling


@pytest.mark.parametrize(
    ("form", "kind", "schema"),
    [
        (None, "text", None),
        ("", "text", None),
        ("json", "json_object", None),
        ({"type": "object"}, "json_schema", {"type": "object"}),
    ],
)
def test_the_format_is_read(form: object, kind: str, schema: object) -> None:
    read = prompt(format=form).form
    assert (read.kind, read.schema and read.schema.value) == (kind, schema)


@pytest.mark.parametrize(
    ("model", "think", "reasons"),
    [
        ("llama3.2", None, False),
        ("llama3.2", False, False),
        ("qwen3:8b", None, True),
        ("qwen3:8b", False, False),
        ("qwen3-coder", None, False),
        ("gpt-oss:20b", "low", True),
        ("fake/default", None, False),
        ("fake/default", True, True),
    ],
)
def test_models_think_as_they_are_told(model: str, think: object, *, reasons: bool) -> None:
    assert prompt(model=model, think=think).reasons is reasons


def test_generate_has_a_system_and_a_prompt() -> None:
    asked = prompt(Generate(), prompt="Hello", system="Be kind.", images=[image(b"GIF8")], suffix="!", template="t")
    assert asked.turns == (Turn("system", "Be kind."), Turn("user", "Hello", ("GIF",)))
    assert prompt(Generate(), prompt="Hello", tools=[{}]).turns == (Turn("user", "Hello"),)


def test_a_name_and_the_same_with_its_tag_are_one_model() -> None:
    model = prompt(Chat(), model="fake/long:latest").model
    assert (model.text, model.fake_id) == ("fake/long:latest", "long")
