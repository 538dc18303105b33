"""A request as the model hears it: the same conversation as in every other dialect."""

import json
from typing import Any

import pytest

from fakes.model.anthropic.dialect import Messages
from fakes.model.api_call import ApiCall
from fakes.model.prompt import MadeCall, Prompt, ToolResult, Turn
from fakes.model.request import Request
from fakes.model.session import Session
from fakes.model.setup import Setup
from tests.fakes.model.anthropic.blocks import PNG, assistant, called, document, result, text, user
from tests.fakes.model.anthropic.clients import LATEST, OLD, Json, body_of

SCHEMA = {"type": "object", "properties": {}, "additionalProperties": False}


def understood(version: str = OLD, **parameters: object) -> Prompt:
    """What a request asks of the model."""
    data = json.dumps(body_of(**parameters)).encode()
    request = Request("POST", "/v1/messages", (("anthropic-version", version),), data)
    return Messages().read(ApiCall(request, {}, Session("", Setup()))).prompt


def turns(*messages: object, **parameters: Any) -> tuple[Turn, ...]:  # noqa: ANN401 - JSON
    return understood(messages=list(messages), **parameters).turns


@pytest.mark.parametrize(
    ("blocks", "turn"),
    [
        ([text("a"), text("b", cache_control={"type": "ephemeral"})], Turn("user", "ab")),
        ([text("See"), PNG], Turn("user", "See", ("PNG",))),
        ([{"type": "image", "source": {"type": "url", "url": "https://x/y.JPG?z"}}], Turn("user", "", ("JPEG",))),
        ([{"type": "image", "source": {"type": "url", "url": "https://x/y"}}], Turn("user", "", ("linked",))),
        ([{"type": "image", "source": {"type": "file", "file_id": "file_1"}}], Turn("user", "", ("linked",))),
        ([document("text", media_type="text/plain", data="Page.")], Turn("user", "Page.")),
        ([document("content", content="Page.")], Turn("user", "Page.")),
        ([document("content", content=[text("Page."), PNG])], Turn("user", "Page.", ("PNG",))),
        ([document("base64", media_type="application/pdf", data="aGk=")], Turn("user")),
        ([document("url", url="https://x/y.pdf")], Turn("user")),
        ([document("file", file_id="file_1")], Turn("user")),
        ([{"type": "search_result", "source": "s", "title": "t", "content": [text("Found.")]}], Turn("user", "Found.")),
        ([{"type": "container_upload", "file_id": "file_1"}, text("a")], Turn("user", "a")),
    ],
)
def test_blocks_are_heard(blocks: list[Json], turn: Turn) -> None:
    assert turns(user(*blocks)) == (turn,)


@pytest.mark.parametrize(
    ("system", "heard"),
    [
        ("Be brief.", [Turn("system", "Be brief.")]),
        ([text("Be "), text("brief.")], [Turn("system", "Be brief.")]),
        ("", []),
        ([], []),
        (None, []),
    ],
)
def test_the_system_speaks_first(system: object, heard: list[Turn]) -> None:
    assert turns({"role": "user", "content": "Hi"}, system=system) == (*heard, Turn("user", "Hi"))


def test_the_system_may_speak_in_between() -> None:
    said = turns(
        user(text("Hi")),
        assistant(called("c1")),
        {"role": "system", "content": "Be brief."},
        user(result("c1", content="1")),
    )
    assert [turn.role for turn in said] == ["user", "assistant", "system", "tool"]


def test_results_that_come_together_are_turns_of_their_own() -> None:
    said = turns(
        user(text("Hi")),
        assistant(text("Wait."), called("c1"), called("c2"), called("c3"), called("c4")),
        user(
            result("c1", content="one"),
            result("c2", content=[text("t"), text("wo"), PNG], is_error=True),
            result("c3"),
            result("c4", content=[{"type": "tool_reference", "tool_name": "x"}]),
            text("Well?"),
        ),
    )
    assert said[1] == Turn("assistant", "Wait.", (), tuple(MadeCall(f"c{n}", "look", '{"a":1}') for n in range(1, 5)))
    assert said[2:] == (
        Turn("tool", "one", result=ToolResult("c1")),
        Turn("tool", "two", ("PNG",), result=ToolResult("c2", failed=True)),
        Turn("tool", result=ToolResult("c3")),
        Turn("tool", result=ToolResult("c4")),
        Turn("user", "Well?"),
    )


def test_results_may_come_in_several_messages() -> None:
    said = turns(
        user(text("Hi")), assistant(called("c1")), assistant(called("c2")), user(result("c1")), user(result("c2"))
    )
    assert [turn.role for turn in said] == ["user", "assistant", "assistant", "tool", "tool"]


def test_messages_of_one_role_may_follow_each_other() -> None:
    said = turns(user(text("a")), user(text("b")), assistant(text("c")), assistant(text("d")))
    assert [turn.text for turn in said] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("content", ["", [], [text("So")]])
def test_the_last_word_may_be_put_in_the_models_mouth(content: object) -> None:
    last = turns(user(text("Hi")), {"role": "assistant", "content": content})[-1]
    assert last == Turn("assistant", "So" if content else "")


def test_thoughts_and_what_servers_did_are_taken_back_and_not_heard() -> None:
    thoughts = (
        {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
        {"type": "redacted_thinking", "data": "x"},
    )
    found = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []}
    own = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}}
    said = turns(user(text("Hi")), assistant(*thoughts, own, found, text("Hello.")), user(text("Well?")))
    assert said[1] == Turn("assistant", "Hello.")


@pytest.mark.parametrize("kind", ["enabled", "disabled"])
def test_thinking_goes_on_after_tools(kind: str) -> None:
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"}
    thinking = {"type": kind, **({"budget_tokens": 1024} if kind == "enabled" else {})}
    prompt = understood(
        thinking=thinking,
        temperature=1,
        top_p=0.95,
        messages=[
            user(text("Hi")),
            assistant(thought, called("c1")),
            user(result("c1")),
            assistant(called("c2")),
            user(result("c2")),
        ],
    )
    assert prompt.reasons is (kind == "enabled")


def test_a_thought_is_not_missed_where_nobody_has_spoken_yet() -> None:
    assert understood(thinking={"type": "enabled", "budget_tokens": 1024}, messages=[user(text("Hi"))]).reasons


def test_documents_of_the_assistant_were_allowed_once() -> None:
    page = document("text", media_type="text/plain", data="Page.")
    cited = [{"type": "char_location"}]
    said = turns(user(text("a", citations=cited)), assistant(page, text("b", citations=cited)))
    assert [turn.text for turn in said] == ["a", "Page.b"]
    latest = understood(LATEST, messages=[user(text("a", citations=[])), assistant(text("b", citations=cited))])
    assert latest.turns[-1] == Turn("assistant", "b")


def test_a_request_is_heard_as_it_is_meant() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": [True]}}, "additionalProperties": False}
    prompt = understood(
        max_tokens=5,
        stop_sequences=["a", "b"],
        temperature=0,
        top_p=1,
        top_k=3,
        metadata={"user_id": "u"},
        service_tier="auto",
        tools=[
            {"name": "look", "input_schema": SCHEMA, "description": "Looks.", "strict": True},
            {"type": "custom", "name": "see", "input_schema": SCHEMA},
            {"type": "bash_20250124", "name": "bash"},
            {"type": "mcp_toolset", "mcp_server_name": "x"},
        ],
        tool_choice={"type": "tool", "name": "see", "disable_parallel_tool_use": True},
        output_config={"effort": "low", "format": {"type": "json_schema", "schema": schema}},
    )
    assert (prompt.dialect, prompt.model.text, prompt.stream, prompt.reasons) == ("anthropic", "demo", False, False)
    assert (prompt.sampling.max_tokens, prompt.sampling.stops) == (5, ("a", "b"))
    assert [(tool.name, tool.strict) for tool in prompt.tools] == [("look", True), ("see", False)]
    choice = prompt.tool_choice
    assert (choice.mode, choice.names, choice.parallel) == ("required", ("see",), False)
    assert prompt.form.schema is not None
    assert prompt.form.schema.value == schema


@pytest.mark.parametrize(
    "parameters",
    [
        {"output_config": {"effort": "max"}},
        {"output_config": {"format": None}},
        {"cache_control": {"type": "ephemeral"}, "container": None, "context_management": {}, "speed": "fast"},
        {"metadata": {}, "inference_geo": "eu", "mcp_servers": []},
    ],
)
def test_what_does_not_shape_the_answer_is_taken(parameters: Json) -> None:
    assert understood(**parameters).form.kind == "text"


def test_the_form_of_an_answer_had_another_name() -> None:
    form = understood(output_format={"type": "json_schema", "schema": SCHEMA}).form
    assert (form.kind, form.schema.value if form.schema else None) == ("json_schema", SCHEMA)
