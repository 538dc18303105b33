"""What the Responses API refuses, where, and in which words."""

from typing import Any

import pytest

from tests.fakes.model.openai.serving import Served

CALL = {"type": "function_call", "call_id": "c", "name": "weather", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c", "output": "x"}
CUSTOM = {"type": "custom_tool_call", "call_id": "c", "name": "weather", "input": "x"}
CUSTOM_OUTPUT = {"type": "custom_tool_call_output", "call_id": "c", "output": "x"}
TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object"}}

MISSING = "missing_required_parameter"
Row = tuple[dict[str, Any], str | None, str | None, str]


def user(*parts: object) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": list(parts)}]}


def said(*items: object) -> dict[str, Any]:
    return {"input": list(items)}


def tools(**more: object) -> dict[str, Any]:
    return {"tools": [TOOL], **more}


def form(**more: object) -> dict[str, Any]:
    return {"text": {"format": more}}


PARAMETERS: dict[str, Row] = {
    "unknown": ({"n": 2}, "n", "unknown_parameter", "Unknown parameter: 'n'."),
    "stop": ({"stop": "x"}, "stop", "unknown_parameter", "Unknown parameter: 'stop'."),
    "messages": ({"messages": []}, "messages", "unknown_parameter", "Unknown parameter"),
    "too few tokens": (
        {"max_output_tokens": 15},
        "max_output_tokens",
        "integer_below_min_value",
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
    ),
    "tool calls": ({"max_tool_calls": 0}, "max_tool_calls", "integer_below_min_value", "Expected a value >= 1"),
    "hot": ({"temperature": 2.1}, "temperature", "decimal_above_max_value", "Expected a value <= 2, but got 2.1"),
    "top_p": ({"top_p": -1}, "top_p", "decimal_below_min_value", "Expected a value >= 0"),
    "alternatives": ({"top_logprobs": 21}, "top_logprobs", "integer_above_max_value", "Expected a value <= 20"),
    "truncation": ({"truncation": "some"}, "truncation", "invalid_value", "Supported values are: 'auto' and"),
    "tier": ({"service_tier": "best"}, "service_tier", "invalid_value", "Invalid value: 'best'."),
    "retention": ({"prompt_cache_retention": "1h"}, "prompt_cache_retention", "invalid_value", "'1h'"),
    "stream": ({"stream": "yes"}, "stream", "invalid_type", "expected a boolean, but got a string instead."),
    "store": ({"store": 1}, "store", "invalid_type", "expected a boolean"),
    "parallel": (tools(parallel_tool_calls=1), "parallel_tool_calls", "invalid_type", "expected a boolean"),
    "user": ({"user": 1}, "user", "invalid_type", "expected a string"),
    "instructions": ({"instructions": []}, "instructions", "invalid_type", "expected a string, but got an array"),
    "background": ({"background": True}, "background", "unsupported_value", "answers at once"),
    "metadata": ({"metadata": {"a": 1}}, "metadata.a", "invalid_type", "expected a string"),
    "much metadata": (
        {"metadata": {str(number): "x" for number in range(17)}},
        "metadata",
        "object_above_max_length",
        "has 17 entries, and must have at most 16",
    ),
    "include": ({"include": ["all"]}, "include[0]", "invalid_value", "'reasoning.encrypted_content'"),
    "effort": ({"reasoning": {"effort": "huge"}}, "reasoning.effort", "invalid_value", "'minimal'"),
    "summary": ({"reasoning": {"summary": "short"}}, "reasoning.summary", "invalid_value", "'concise'"),
    "reasoning": ({"reasoning": {"depth": 3}}, "reasoning.depth", "unknown_parameter", "'reasoning.depth'"),
    "stream options": ({"stream_options": {}}, "stream_options", "invalid_value", "only allowed when 'stream' is true"),
    "obfuscation": (
        {"stream": True, "stream_options": {"include_obfuscation": 1}},
        "stream_options.include_obfuscation",
        "invalid_type",
        "expected a boolean",
    ),
    "no model": ({"model": None}, "model", "invalid_type", "expected a string, but got null instead."),
    "no input": ({"input": None}, "input", MISSING, "must be provided"),
    "previous": (
        {"previous_response_id": "resp_1"},
        "previous_response_id",
        "previous_response_not_found",
        "Previous response with id 'resp_1' not found.",
    ),
    "previous, no text": ({"previous_response_id": 1}, "previous_response_id", "invalid_type", "expected a string"),
}
ITEMS: dict[str, Row] = {
    "neither": ({"input": 3}, "input", "invalid_type", "one of a string or array of objects, but got an integer"),
    "no object": (said("Hi"), "input[0]", "invalid_type", "expected an object, but got a string"),
    "kind": (said({"type": "video"}), "input[0].type", "invalid_value", "Invalid value: 'video'."),
    "role": (
        said({"role": "robot", "content": "Hi"}),
        "input[0].role",
        "invalid_value",
        "Invalid value: 'robot'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
    ),
    "no role": (said({"content": "Hi"}), "input[0].role", MISSING, "Missing required parameter: 'input[0].role'."),
    "no content": (said({"role": "user"}), "input[0].content", MISSING, "'input[0].content'"),
    "content": (
        said({"role": "user", "content": 3}),
        "input[0].content",
        "invalid_type",
        "Invalid type for 'input[0].content': expected one of a string or array of objects, but got an integer",
    ),
    "part": (user({"type": "text", "text": "Hi"}), "input[0].content[0].type", "invalid_value", "'input_text'"),
    "a user's output": (
        user({"type": "output_text", "text": "Hi"}),
        "input[0].content[0].type",
        "invalid_value",
        "Invalid value: 'output_text'.",
    ),
    "an assistant's input": (
        said({"role": "assistant", "content": [{"type": "input_text", "text": "Hi"}]}),
        "input[0].content[0].type",
        "invalid_value",
        "Supported values are: 'output_text' and 'refusal'.",
    ),
    "no text": (user({"type": "input_text"}), "input[0].content[0].text", MISSING, "'input[0].content[0].text'"),
    "no image": (user({"type": "input_image"}), "input[0].content[0].image_url", MISSING, "image_url"),
    "image": (
        user({"type": "input_image", "image_url": "file:///etc"}),
        "input[0].content[0].image_url",
        "invalid_image_url",
        "'input[0].content[0].image_url' must be",
    ),
    "detail": (user({"type": "input_image", "detail": "fine"}), "input[0].content[0].detail", "invalid_value", "'low'"),
    "file": (user({"type": "input_file", "file_id": 1}), "input[0].content[0].file_id", "invalid_type", "a string"),
    "audio": (
        user({"type": "input_audio", "input_audio": {"data": "", "format": "ogg"}}),
        "input[0].content[0].input_audio.format",
        "invalid_value",
        "'wav' and 'mp3'",
    ),
    "no call id": (said({**CALL, "call_id": None}), "input[0].call_id", "invalid_type", "expected a string"),
    "no output": (
        said(CALL, {"type": "function_call_output", "call_id": "c"}),
        "input[1].output",
        MISSING,
        "Missing required parameter: 'input[1].output'.",
    ),
    "no summary": (said({"type": "reasoning", "id": "rs_1"}), "input[0].summary", MISSING, "'input[0].summary'"),
    "sealed": (
        said({"type": "reasoning", "summary": [], "encrypted_content": 1}),
        "input[0].encrypted_content",
        "invalid_type",
        "expected a string",
    ),
    "a call without output": (said(CALL), "input", None, "No tool output found for function call c."),
    "an output without call": (
        said(OUTPUT),
        "input",
        None,
        "No tool call found for function call output with call_id c.",
    ),
    "an output twice": (said(CALL, OUTPUT, OUTPUT), "input", None, "No tool call found for function call output"),
    "a custom call without output": (said(CUSTOM), "input", None, "No tool output found for custom tool call c."),
    "a custom output without call": (
        said(CUSTOM_OUTPUT),
        "input",
        None,
        "No tool call found for custom tool call output with call_id c.",
    ),
}
TOOLS: dict[str, Row] = {
    "kind": ({"tools": [{"type": "robot"}]}, "tools[0].type", "invalid_value", "Invalid value: 'robot'."),
    "nested": ({"tools": [{"type": "function", "function": TOOL}]}, "tools[0].name", MISSING, "'tools[0].name'"),
    "name": ({"tools": [{**TOOL, "name": "a b"}]}, "tools[0].name", "invalid_value", "1 to 64 letters"),
    "parameters": ({"tools": [{**TOOL, "parameters": []}]}, "tools[0].parameters", "invalid_type", "an object"),
    "strict": ({"tools": [{**TOOL, "strict": 1}]}, "tools[0].strict", "invalid_type", "a boolean"),
    "mode": (tools(tool_choice="some"), "tool_choice", "invalid_value", "Invalid value: 'some'."),
    "required of nothing": (
        {"tool_choice": "required"},
        "tool_choice",
        None,
        "Tool choice 'required' must be specified with 'tools' parameter.",
    ),
    "choice": (tools(tool_choice={"type": "robot"}), "tool_choice.type", "invalid_value", "'function'"),
    "another": (
        tools(tool_choice={"type": "function", "name": "news"}),
        "tool_choice",
        None,
        "Tool choice 'news' not found in 'tools' parameter.",
    ),
    "allowed mode": (
        tools(tool_choice={"type": "allowed_tools", "mode": "none", "tools": []}),
        "tool_choice.mode",
        "invalid_value",
        "'auto' and 'required'",
    ),
    "allowed": (
        tools(tool_choice={"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "news"}]}),
        "tool_choice",
        None,
        "Tool choice 'news' not found",
    ),
}
FORMS: dict[str, Row] = {
    "kind": (form(type="xml"), "text.format.type", "invalid_value", "'json_schema'"),
    "no name": (form(type="json_schema", schema={}), "text.format.name", MISSING, "'text.format.name'"),
    "no schema": (form(type="json_schema", name="a"), "text.format.schema", MISSING, "'text.format.schema'"),
    "name": (form(type="json_schema", name="a b", schema={}), "text.format.name", "invalid_value", "1 to 64"),
    "schema": (form(type="json_schema", name="a", schema=3), "text.format.schema", "invalid_type", "an object"),
    "no word of json": (form(type="json_object"), "input", None, "must contain the word 'json' in some form"),
    "verbosity": ({"text": {"verbosity": "some"}}, "text.verbosity", "invalid_value", "'low'"),
}
ROWS = {
    f"{group}: {name}": row
    for group, rows in (("parameter", PARAMETERS), ("item", ITEMS), ("tool", TOOLS), ("format", FORMS))
    for name, row in rows.items()
}


@pytest.mark.parametrize(("more", "param", "code", "words"), ROWS.values(), ids=ROWS)
def test_what_the_api_refuses_is_refused_in_its_words(
    more: dict[str, Any], param: str | None, code: str | None, words: str
) -> None:
    status, *place, message = Served().error("/responses", {"model": "gpt-4o", "input": "Hello?", **more})

    assert (status, *place) == (400, param, code)
    assert words in message


ABSENT = {
    "conversation": ({"conversation": "conv_1"}, "conversation", "Conversation with id 'conv_1' not found."),
    "conversation, as an object": ({"conversation": {"id": "conv_1"}}, "conversation", "Conversation with id 'conv_1'"),
    "prompt": ({"prompt": {"id": "pmpt_1"}}, "prompt", "Prompt with id 'pmpt_1' not found."),
    "item": (said({"type": "item_reference", "id": "msg_1"}), "input", "Item with id 'msg_1' not found."),
}


@pytest.mark.parametrize(("more", "param", "words"), ABSENT.values(), ids=ABSENT)
def test_what_is_not_there_is_not_found(more: dict[str, Any], param: str, words: str) -> None:
    status, place, code, message = Served().error("/responses", {"model": "gpt-4o", "input": "Hello?", **more})

    assert (status, place, code) == (404, param, None)
    assert words in message


def test_a_body_that_is_no_json_is_refused() -> None:
    status, param, code, message = Served().error("/responses", b"{")

    assert (status, param, code) == (400, None, None)
    assert message.startswith("We could not parse the JSON body of your request.")
