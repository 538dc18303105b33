"""What a request for a response means to a model, and what the response repeats of it."""

import json
from typing import Any

import pytest

from fakes.model.api_call import ApiCall
from fakes.model.prompt import MadeCall, Prompt, ToolChoice, ToolResult, Turn
from fakes.model.request import Request
from fakes.model.responses.dialect import Responses
from fakes.model.sampling import Sampling
from fakes.model.session import Session
from fakes.model.setup import Setup
from tests.fakes.model.openai.serving import Served
from tests.fakes.model.responses.typed_events import check_response

PNG = "data:image/png;base64,iVBORw0KGgo="
PICTURE = {"type": "input_image", "image_url": PNG}
TOOL = {"type": "function", "name": "weather", "description": "Tells it.", "parameters": {"type": "object"}}
NEWS = {"type": "function", "name": "news", "strict": False}
SEARCH = {"type": "web_search"}
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


def prompt(**more: object) -> Prompt:
    body = {"model": "gpt-4o", "input": "Hello?", **more}
    call = ApiCall(Request("POST", "/v1/responses", (), json.dumps(body).encode()), {}, Session("", Setup()))
    return Responses().read(call).prompt


def call(name: str = "c") -> dict[str, object]:
    return {"type": "function_call", "call_id": name, "name": "weather", "arguments": "{}"}


def output(name: str = "c", content: object = "Sun.") -> dict[str, object]:
    return {"type": "function_call_output", "call_id": name, "output": content}


MADE = MadeCall("c", "weather", "{}")
RESULT = Turn("tool", "Sun.", result=ToolResult("c"))
INPUTS: dict[str, tuple[object, tuple[Turn, ...]]] = {
    "a text": ("Hello?", (Turn("user", "Hello?"),)),
    "nothing": ([], ()),
    "roles": (
        [{"role": role, "content": role} for role in ("developer", "system", "user", "assistant")],
        (Turn("system", "developer"), Turn("system", "system"), Turn("user", "user"), Turn("assistant", "assistant")),
    ),
    "a message by its type": ([{"type": "message", "role": "user", "content": "Hi"}], (Turn("user", "Hi"),)),
    "parts": (
        [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "a"},
                    PICTURE,
                    {"type": "input_image", "file_id": "file_1", "detail": "original"},
                    {"type": "input_file", "file_data": "x", "filename": "a.pdf"},
                    {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}},
                    {"type": "input_text", "text": "b"},
                ],
            }
        ],
        (Turn("user", "ab", ("PNG", "linked")),),
    ),
    "what was said and refused": (
        [
            {
                "role": "assistant",
                "id": "msg_1",
                "content": [{"type": "output_text", "text": "a"}, {"type": "refusal", "refusal": "b"}],
            }
        ],
        (Turn("assistant", "ab"),),
    ),
    "a call": ([call(), output()], (Turn("assistant", calls=(MADE,)), RESULT)),
    "calls belong to the message before them": (
        [{"role": "assistant", "content": "I look."}, call(), call("d"), output("d"), output()],
        (
            Turn("assistant", "I look.", calls=(MADE, MadeCall("d", "weather", "{}"))),
            Turn("tool", "Sun.", result=ToolResult("d")),
            RESULT,
        ),
    ),
    "a call after its output": (
        [call(), output(), call("d"), output("d")],
        (
            Turn("assistant", calls=(MADE,)),
            RESULT,
            Turn("assistant", calls=(MadeCall("d", "weather", "{}"),)),
            Turn("tool", "Sun.", result=ToolResult("d")),
        ),
    ),
    "an output of parts": (
        [call(), output(content=[{"type": "input_text", "text": "Sun."}, PICTURE])],
        (Turn("assistant", calls=(MADE,)), Turn("tool", "Sun.", ("PNG",), result=ToolResult("c"))),
    ),
    "a custom call": (
        [
            {"type": "custom_tool_call", "call_id": "c", "name": "weather", "input": "{}"},
            {"type": "custom_tool_call_output", "call_id": "c", "output": "Sun."},
        ],
        (Turn("assistant", calls=(MADE,)), RESULT),
    ),
    "reasoning and the provider's own calls are no turns": (
        [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "x"},
            {"type": "web_search_call", "id": "ws_1", "status": "completed"},
            {"role": "user", "content": "Hi"},
        ],
        (Turn("user", "Hi"),),
    ),
}


@pytest.mark.parametrize(("given", "turns"), INPUTS.values(), ids=INPUTS)
def test_items_become_the_turns_of_a_conversation(given: object, turns: tuple[Turn, ...]) -> None:
    assert prompt(input=given).turns == turns


def test_instructions_are_the_systems_and_stand_first() -> None:
    assert prompt(instructions="Be brief.").turns == (Turn("system", "Be brief."), Turn("user", "Hello?"))


CHOICES: dict[str, tuple[dict[str, Any], ToolChoice]] = {
    "none given": ({}, ToolChoice()),
    "auto": ({"tool_choice": "auto"}, ToolChoice("auto")),
    "none": ({"tool_choice": "none"}, ToolChoice("none")),
    "required": ({"tool_choice": "required"}, ToolChoice("required")),
    "one": ({"tool_choice": {"type": "function", "name": "news"}}, ToolChoice("required", ("news",))),
    "the provider's": ({"tool_choice": {"type": "web_search"}}, ToolChoice("auto")),
    "one at a time": ({"parallel_tool_calls": False}, ToolChoice(parallel=False)),
    "some": (
        {"tool_choice": {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "news"}]}},
        ToolChoice("required", ("news",)),
    ),
    "some of the provider's": (
        {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "web_search"}]}},
        ToolChoice("none"),
    ),
    "required of the provider's": ({"tools": [SEARCH], "tool_choice": "required"}, ToolChoice("auto")),
    "auto of nothing": ({"tools": [], "tool_choice": "auto"}, ToolChoice("auto")),
    "none of nothing": ({"tools": [], "tool_choice": "none"}, ToolChoice("none")),
}


@pytest.mark.parametrize(("more", "choice"), CHOICES.values(), ids=CHOICES)
def test_the_choice_among_tools_is_understood(more: dict[str, Any], choice: ToolChoice) -> None:
    assert prompt(**{"tools": [TOOL, SEARCH, NEWS], **more}).tool_choice == choice


def test_only_functions_are_offered_and_they_are_strict_unless_they_say_otherwise() -> None:
    offered = prompt(tools=[TOOL, SEARCH, {"type": "custom", "name": "grep"}, NEWS]).tools

    assert [(tool.name, tool.strict) for tool in offered] == [("weather", True), ("news", False)]
    assert offered[0].parameters is not None
    assert (offered[0].parameters.value, offered[0].parameters.path) == (TOOL["parameters"], "tools[0].parameters")
    assert offered[1].parameters is None


SAMPLINGS: dict[str, tuple[dict[str, Any], Sampling]] = {
    "none": ({}, Sampling()),
    "limit": ({"max_output_tokens": 16}, Sampling(max_tokens=16)),
    "alternatives without probabilities": ({"top_logprobs": 3}, Sampling()),
    "probabilities": ({"include": ["message.output_text.logprobs"]}, Sampling(top_logprobs=0)),
    "both": ({"include": ["message.output_text.logprobs"], "top_logprobs": 3}, Sampling(top_logprobs=3)),
}


@pytest.mark.parametrize(("more", "sampling"), SAMPLINGS.values(), ids=SAMPLINGS)
def test_the_extent_of_the_answer_is_understood(more: dict[str, Any], sampling: Sampling) -> None:
    assert prompt(**more).sampling == sampling


def test_the_kind_of_text_is_understood() -> None:
    schema = {"type": "json_schema", "name": "a", "schema": SCHEMA, "strict": True, "description": "An a."}

    assert prompt(text={}).form.kind == prompt(text={"format": {"type": "text"}}).form.kind == "text"
    assert prompt(text={"format": {"type": "json_object"}}, input="As JSON!").form.kind == "json_object"
    wanted = prompt(text={"format": schema}).form
    assert (wanted.kind, wanted.schema and wanted.schema.value) == ("json_schema", SCHEMA)


@pytest.mark.parametrize("options", [{}, {"include_obfuscation": False}])
def test_the_prompt_names_its_dialect_and_how_it_is_delivered(options: dict[str, Any]) -> None:
    asked = prompt(stream=True, stream_options=options)

    assert (asked.dialect, asked.model.text, asked.stream) == ("responses", "gpt-4o", True)


ECHOES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "what is so unless it is said": (
        {},
        {
            "background": False,
            "instructions": None,
            "max_output_tokens": None,
            "max_tool_calls": None,
            "metadata": {},
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "prompt_cache_key": None,
            "reasoning": {"effort": None, "summary": None},
            "safety_identifier": None,
            "temperature": 1.0,
            "text": {"format": {"type": "text"}, "verbosity": "medium"},
            "tool_choice": "auto",
            "tools": [],
            "top_logprobs": 0,
            "top_p": 1.0,
            "truncation": "disabled",
            "user": None,
            "error": None,
            "service_tier": "default",
        },
    ),
    "numbers and words": (
        words := {
            "background": False,
            "instructions": "Be.",
            "max_output_tokens": 99,
            "max_tool_calls": 3,
            "metadata": {"a": "b"},
            "parallel_tool_calls": False,
            "prompt_cache_key": "k",
            "safety_identifier": "s",
            "temperature": 0.5,
            "tool_choice": "none",
            "top_logprobs": 1,
            "top_p": 0.5,
            "truncation": "auto",
            "user": "u",
        },
        words,
    ),
    "reasoning": (
        {"reasoning": {"effort": "low", "generate_summary": "concise"}},
        {"reasoning": {"effort": "low", "summary": "concise"}},
    ),
    "reasoning of a model that does": ({"model": "o3"}, {"reasoning": {"effort": "medium", "summary": None}}),
    "tools": (
        {"tools": [TOOL, SEARCH, NEWS]},
        {"tools": [{**TOOL, "strict": True}, SEARCH, {**NEWS, "parameters": None, "description": None}]},
    ),
    "a format": (
        {"text": {"format": {"type": "json_object"}, "verbosity": "low"}, "input": "JSON"},
        {"text": {"format": {"type": "json_object"}, "verbosity": "low"}},
    ),
    "a schema": (
        {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}},
        {
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": "a",
                    "schema": SCHEMA,
                    "strict": True,
                    "description": None,
                },
                "verbosity": "medium",
            }
        },
    ),
}


@pytest.mark.parametrize(("more", "repeated"), ECHOES.values(), ids=ECHOES)
def test_a_response_repeats_its_request(more: dict[str, Any], repeated: dict[str, Any]) -> None:
    body = Served().answer("/responses", {"model": "gpt-4o", "input": "Hello?", **more})

    check_response(body)
    assert {name: body[name] for name in repeated} == repeated


def test_what_is_kept_of_the_input_is_complete() -> None:
    given = [
        {"role": "user", "content": [PICTURE, {"type": "input_text", "text": "Hi"}]},
        {"role": "assistant", "content": "Yes."},
        call(),
        output(),
        {"type": "reasoning", "summary": []},
        {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "a"}},
    ]
    served = Served()
    name = served.answer("/responses", {"model": "gpt-4o", "input": given})["id"]

    kept = served.answer(f"/responses/{name}/input_items?order=asc", method="GET")["data"]
    message, answer, made, result, thought, search = kept
    assert message["content"] == [{"detail": "auto", **PICTURE}, {"type": "input_text", "text": "Hi"}]
    assert answer["content"] == [{"annotations": [], "logprobs": [], "type": "output_text", "text": "Yes."}]
    assert [each["status"] for each in (message, answer, made, result)] == ["completed"] * 4
    assert [each["id"][:3] for each in kept] == ["msg", "msg", "fc_", "fc_", "rs_", "ws_"]
    assert (thought["summary"], search) == ([], given[-1])
    assert len({each["id"] for each in kept}) == len(kept)
