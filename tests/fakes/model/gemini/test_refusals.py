"""What the API refuses, and in which words."""

import json
from typing import Any

import pytest

from fakes.model.gemini.routes import routes
from tests.fakes.model.gemini.playing import ask

GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"
HELLO = [{"role": "user", "parts": [{"text": "Hello"}]}]
CALL = {"functionCall": {"name": "look", "args": {}}}
LOOK = {"name": "look", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}}}
PACKAGE = "type.googleapis.com/google.ai.generativelanguage.v1beta"
UNKNOWN = "Invalid JSON payload received. Unknown name"


def body(**fields: object) -> dict[str, object]:
    return {"contents": HELLO, **fields}


def config(**fields: object) -> dict[str, object]:
    return body(generationConfig=fields)


def user(*parts: object) -> dict[str, object]:
    return {"contents": [{"role": "user", "parts": list(parts)}]}


def said(*turns: tuple[str, list[object]]) -> dict[str, object]:
    return {"contents": [{"role": role, "parts": parts} for role, parts in turns]}


def tools(*declarations: object, **config: object) -> dict[str, object]:
    return body(tools=[{"functionDeclarations": list(declarations)}], toolConfig={"functionCallingConfig": config})


def schema(**wanted: object) -> dict[str, object]:
    return config(responseMimeType="application/json", responseSchema=wanted)


def answered(*names: str) -> list[object]:
    return [{"functionResponse": {"name": name, "response": {"result": 1}}} for name in names]


PAYLOADS: list[tuple[str, object, str, str]] = [
    ("name", body(nonsense=1), "", f'{UNKNOWN} "nonsense": Cannot find field.'),
    ("below", config(foo=1), "generation_config", f"{UNKNOWN} \"foo\" at 'generation_config': Cannot find field."),
    ("list", schema(type=["string", "null"]), "generation_config.response_schema",
     f"{UNKNOWN} \"type\" at 'generation_config.response_schema': Proto field is not repeating, cannot start list."),
    ("const", schema(type="OBJECT", properties={"a": {"const": 1}}),
     "generation_config.response_schema.properties[0].value",
     f"{UNKNOWN} \"const\" at 'generation_config.response_schema.properties[0].value': Cannot find field."),
    ("root", [], "", f"Invalid value at '' ({PACKAGE}.GenerateContentRequest), []"),
    ("message", body(contents="Hello"), "contents", f"Invalid value at 'contents' ({PACKAGE}.Content), \"Hello\""),
    ("float", config(temperature="hot"), "generation_config.temperature",
     "Invalid value at 'generation_config.temperature' (TYPE_FLOAT), \"hot\""),
    ("float bool", config(topP=True), "generation_config.top_p",
     "Invalid value at 'generation_config.top_p' (TYPE_FLOAT), true"),
    ("int", config(seed=1.5), "generation_config.seed", "Invalid value at 'generation_config.seed' (TYPE_INT32), 1.5"),
    ("int text", config(seed="many"), "generation_config.seed",
     "Invalid value at 'generation_config.seed' (TYPE_INT32), \"many\""),
    ("int bool", config(seed=True), "generation_config.seed",
     "Invalid value at 'generation_config.seed' (TYPE_INT32), true"),
    ("int size", config(seed=2**31), "generation_config.seed",
     f"Invalid value at 'generation_config.seed' (TYPE_INT32), {2**31}"),
    ("bool", config(responseLogprobs=1), "generation_config.response_logprobs",
     "Invalid value at 'generation_config.response_logprobs' (TYPE_BOOL), 1"),
    ("string", user({"text": 5}), "contents[0].parts[0].text",
     "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5"),
    ("struct", user({"functionCall": {"name": "a", "args": "{}"}}), "contents[0].parts[0].function_call.args",
     "Invalid value at 'contents[0].parts[0].function_call.args' (type.googleapis.com/google.protobuf.Struct), \"{}\""),
    ("map", schema(properties=5), "generation_config.response_schema.properties",
     "Invalid value at 'generation_config.response_schema.properties' (type.googleapis.com/google.protobuf.Struct), 5"),
    ("enum", tools(LOOK, mode="MAYBE"), "tool_config.function_calling_config.mode",
     f"Invalid value at 'tool_config.function_calling_config.mode' ({PACKAGE}.Mode), \"MAYBE\""),
    ("enum number", tools(LOOK, mode=9), "tool_config.function_calling_config.mode",
     f"Invalid value at 'tool_config.function_calling_config.mode' ({PACKAGE}.Mode), 9"),
    ("bytes", user({"inlineData": {"mimeType": "image/png", "data": "%"}}), "contents[0].parts[0].inline_data.data",
     "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed for \"%\""),
    ("bytes type", user({"inlineData": {"data": 1}}), "contents[0].parts[0].inline_data.data",
     "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), 1"),
    ("oneof", user({"text": "a", "functionCall": {"name": "b"}}), "contents[0].parts[0]",
     "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot set 'functionCall'"),
]  # fmt: skip

MISNAMED = (
    "Invalid function name. It begins with a letter or an underscore, and has at most 128 characters of a-z, A-Z, 0-9, "
    "'_', '.', ':' and '-'."
)
FACTS: list[tuple[str, object, str, str]] = [
    ("contents", {}, "contents", "contents is not specified"),
    ("no contents", {"contents": []}, "contents", "contents is not specified"),
    ("parts", {"contents": [{}]}, "contents[0].parts", "contents.parts must not be empty."),
    ("system", body(systemInstruction={"parts": []}), "system_instruction.parts", "contents.parts must not be empty."),
    ("data", user({"text": "a"}, {"thought": True}), "contents[0].parts[1].data",
     "required oneof field 'data' must have one initialized field"),
    ("call name", user({"functionCall": {"args": {}}}), "contents[0].parts[0].function_call.name",
     "Name cannot be empty."),
    ("file", user({"fileData": {}}), "contents[0].parts[0].file_data.file_uri", "file_uri cannot be empty."),
    ("media", user({"inlineData": {"data": ""}}), "contents[0].parts[0].inline_data.mime_type", "must be set"),
    ("temperature", config(temperature=3), "generation_config.temperature",
     "temperature must be in the range [0.0, 2.0]."),
    ("tokens", config(maxOutputTokens=0), "generation_config.max_output_tokens",
     "max_output_tokens must be positive."),
    ("stops", config(stopSequences=list("abcdef")), "generation_config.stop_sequences",
     "at most 5 stop sequences may be set, and there are 6"),
    ("stop", config(stopSequences=[""]), "generation_config.stop_sequences", "a stop sequence must not be empty"),
    ("logprobs", config(logprobs=1), "generation_config.logprobs",
     "logprobs may only be set when response_logprobs is true"),
    ("mime", config(responseMimeType="text/x.enum"), "generation_config.response_mime_type",
     "allowed mimetypes are text/plain and application/json."),
    ("schema", config(responseSchema={"type": "STRING"}), "generation_config.response_schema",
     "only allowed when response_mime_type is application/json"),
    ("schemas", config(responseSchema={"type": "STRING"}, responseJsonSchema={}),
     "generation_config.response_json_schema", "only one of response_schema and response_json_schema may be set"),
    ("json schema", config(responseMimeType="application/json", responseJsonSchema=1),
     "generation_config.response_json_schema", "must be an object, and is an integer"),
    ("format", schema(type="STRING", format="uuid"), "generation_config.response_schema.format",
     "only 'enum' and 'date-time' are supported for STRING type"),
    ("array", schema(type="ARRAY"), "generation_config.response_schema.items", "missing field."),
    ("object", schema(type="OBJECT"), "generation_config.response_schema.properties",
     "should be non-empty for OBJECT type"),
    ("required", schema(type="OBJECT", properties={"a": {"type": "STRING"}}, required=["b"]),
     "generation_config.response_schema.required[0]", "property is not defined"),
    ("budget", config(thinkingConfig={"thinkingBudget": 99_999}), "generation_config.thinking_config.thinking_budget",
     "the budget 99999 is invalid: it is -1, or from 0 to 32768"),
    ("tool", body(tools=[{}]), "tools[0].tool_type", "required one_of 'tool_type' must have one initialized field"),
    ("unnamed", tools({}), "tools[0].function_declarations[0].name", MISNAMED),
    ("misnamed", tools({"name": "1 a"}), "tools[0].function_declarations[0].name", MISNAMED),
    ("parameters", tools({**LOOK, "parametersJsonSchema": {}}),
     "tools[0].function_declarations[0].parameters_json_schema",
     "only one of parameters and parameters_json_schema may be set"),
    ("undeclared", tools(LOOK, mode="ANY", allowedFunctionNames=["other"]),
     "tool_config.function_calling_config.allowed_function_names[0]", "function 'other' is not declared"),
    ("names", tools(LOOK, mode="AUTO", allowedFunctionNames=["look"]),
     "tool_config.function_calling_config.allowed_function_names",
     "may only be set when the mode is ANY or VALIDATED"),
]  # fmt: skip

MISMATCH = (
    "Please ensure that the number of function response parts is equal to the number of function call parts of the "
    "function call turn."
)
SENTENCES: list[tuple[str, object, str]] = [
    ("json", b"{", "Invalid JSON payload received. Unexpected token."),
    ("NaN", b'{"contents": NaN}', "Invalid JSON payload received. Unexpected token."),
    ("role", {"contents": [{"role": "assistant", "parts": [{"text": "a"}]}]},
     "Please use a valid role: user, model."),
    ("response first", said(("user", answered("look"))),
     "Please ensure that function response turn comes immediately after a function call turn."),
    ("call first", said(("model", [CALL])),
     "Please ensure that function call turn comes immediately after a user turn or after a function response turn."),
    ("call after words", said(("user", [{"text": "a"}]), ("model", [{"text": "b"}]), ("model", [CALL])),
     "Please ensure that function call turn comes immediately after a user turn or after a function response turn."),
    ("unanswered", said(("user", [{"text": "a"}]), ("model", [CALL]), ("user", [{"text": "b"}])), MISMATCH),
    ("too many", said(("user", [{"text": "a"}]), ("model", [CALL]), ("user", answered("look", "look"))), MISMATCH),
    ("twice", tools(LOOK, LOOK), "Duplicate function declaration found: look"),
    ("nothing to call", body(toolConfig={"functionCallingConfig": {"mode": "ANY"}}),
     "Function calling config is set without function_declarations."),
    ("form and tools", {**schema(type="STRING"), "tools": [{"functionDeclarations": [LOOK]}]},
     "Function calling with a response mime type: 'application/json' is unsupported"),
    ("image", config(responseModalities=["TEXT", "IMAGE"]),
     "Model does not support the requested response modalities: text,image"),
    ("budget and level", config(thinkingConfig={"thinkingBudget": 1, "thinkingLevel": "LOW"}),
     "You can only set one of thinking budget and thinking level."),
]  # fmt: skip


def error_of(request: object, target: str = GENERATE) -> dict[str, Any]:
    reply, data = ask(routes(), target, request)
    error: dict[str, Any] = json.loads(data)["error"]
    assert (reply.status, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    return error


@pytest.mark.parametrize(("request_", "field", "text"), [row[1:] for row in PAYLOADS], ids=[row[0] for row in PAYLOADS])
def test_a_body_that_is_no_such_message_is_refused_with_its_violations(request_: object, field: str, text: str) -> None:
    error = error_of(request_)
    violation = {**({"field": field} if field else {}), "description": text}
    assert error["message"] == text
    assert error["details"] == [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]


@pytest.mark.parametrize(("request_", "path", "fact"), [row[1:] for row in FACTS], ids=[row[0] for row in FACTS])
def test_a_value_that_the_api_refuses_is_named_by_its_path(request_: object, path: str, fact: str) -> None:
    error = error_of(request_)
    assert error["message"] == f"* GenerateContentRequest.{path}: {fact}\n"
    assert "details" not in error


@pytest.mark.parametrize(("request_", "text"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_a_rule_of_the_whole_request_is_told_in_a_sentence(request_: object, text: str) -> None:
    assert error_of(request_)["message"] == text


@pytest.mark.parametrize(
    ("model", "thinking", "fact"),
    [
        ("gemini-2.0-flash", {"includeThoughts": True}, "thinking is not supported by this model"),
        ("gemini-2.0-flash", {"thinkingBudget": 5}, "thinking is not supported by this model"),
        ("gemini-1.5-pro", {"thinkingLevel": "LOW"}, "thinking is not supported by this model"),
        ("gemini-2.5-pro", {"thinkingBudget": 0}, "Budget 0 is invalid. This model only works in thinking mode."),
    ],
)
def test_a_model_is_not_asked_to_think_as_it_cannot(model: str, thinking: object, fact: str) -> None:
    target = f"/v1beta/models/{model}:generateContent"
    assert fact in error_of(config(thinkingConfig=thinking), target)["message"]


def test_everything_that_is_wrong_with_a_message_is_told_at_once() -> None:
    error = error_of(body(one=1, generationConfig={"two": 2}))
    assert error["message"].count("Cannot find field.") == 2
    assert len(error["details"][0]["fieldViolations"]) == 2
