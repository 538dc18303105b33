"""What the API understands of a request."""

from collections.abc import Mapping
from typing import Any

import pytest

from fakes.model.gemini.dialect import Gemini
from fakes.model.gemini.encoder import SSE
from fakes.model.prompt import MadeCall, Prompt, ToolChoice, ToolResult, Turn
from fakes.model.sampling import Sampling
from tests.fakes.model.gemini.playing import call_of

HELLO = {"role": "user", "parts": [{"text": "Hello"}]}
MODEL = "gemini-2.5-flash"


def prompt(body: Mapping[str, Any], model: str = MODEL) -> Prompt:
    return Gemini().read(call_of("/", body, model=model)).prompt


def turns(*contents: object) -> tuple[Turn, ...]:
    return prompt({"contents": list(contents)}).turns


def config(**fields: object) -> Prompt:
    return prompt({"contents": [HELLO], "generationConfig": fields})


def called(*calls: object) -> dict[str, Any]:
    return {"role": "model", "parts": [{"functionCall": call} for call in calls]}


def answered(*responses: object, role: str = "user") -> dict[str, Any]:
    return {"role": role, "parts": [{"functionResponse": response} for response in responses]}


def schema(wanted: object) -> dict[str, Any]:
    field = config(responseMimeType="application/json", responseSchema=wanted).form.schema
    assert field is not None
    assert isinstance(field.value, dict)
    return field.value


def test_names_may_be_in_camel_case_or_as_protobuf_has_them() -> None:
    camel = {"contents": HELLO, "systemInstruction": {"parts": {"text": "Be kind."}},
             "generationConfig": {"maxOutputTokens": "5", "topK": 40.0, "temperature": "0.5",
                                  "seed": None}}  # fmt: skip
    snake = {"contents": [HELLO], "system_instruction": {"parts": [{"text": "Be kind."}]},
             "generation_config": {"max_output_tokens": 5, "top_k": 40}}  # fmt: skip
    assert prompt(camel).turns == prompt(snake).turns == (Turn("system", "Be kind."), Turn("user", "Hello"))
    assert prompt(camel).sampling == prompt(snake).sampling == Sampling(max_tokens=5)


def test_texts_are_joined_and_thoughts_are_not_repeated() -> None:
    model = {"role": "model", "parts": [
        {"text": "Hm.", "thought": True}, {"text": "A", "thoughtSignature": "c2ln"}, {"text": "B"},
        {"executableCode": {"language": "PYTHON", "code": "1"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}]}  # fmt: skip
    assert turns({"parts": [{"text": "x"}, {"text": "y"}]}, model) == (Turn("user", "xy"), Turn("assistant", "AB"))


def test_images_are_told_by_their_kind_and_other_media_are_not_looked_at() -> None:
    parts = [
        {"inlineData": {"mimeType": "image/png", "data": "_-8"}},
        {"inline_data": {"mime_type": "image/heic", "data": "iVBO"}},
        {"fileData": {"mimeType": "image/jpeg", "fileUri": "gs://a/b"}},
        {"fileData": {"fileUri": "https://example.com/a.webp"}},
        {"fileData": {"fileUri": "https://example.com/a"}},
        {"inlineData": {"mimeType": "audio/wav", "data": ""}},
    ]
    (turn,) = turns({"role": "user", "parts": parts})
    assert turn.images == ("PNG", "HEIC", "JPEG", "WEBP", "linked")


def test_responses_go_to_the_calls_in_their_order_where_nobody_names_them() -> None:
    calls = called({"name": "a", "args": {"x": 1}}, {"name": "b"}, {"name": "a"})
    results = answered(
        {"name": "a", "response": {"result": "one"}},
        {"name": "a", "response": {"output": {"two": 2}}},
        {"name": "other", "response": {"error": "three"}},
    )
    _, made, *told = turns(HELLO, calls, results)
    assert made.calls == (
        MadeCall("call_0", "a", '{"x":1}'),
        MadeCall("call_1", "b", "{}"),
        MadeCall("call_2", "a", "{}"),
    )
    assert told == [
        Turn("tool", "one", result=ToolResult("call_0", "a")),
        Turn("tool", '{"two":2}', result=ToolResult("call_2", "a")),
        Turn("tool", "three", result=ToolResult("call_1", "other", failed=True)),
    ]


def test_a_response_with_an_id_goes_to_the_call_that_has_it() -> None:
    _, made, first, second = turns(
        HELLO,
        called({"name": "a", "id": "x"}, {"name": "a", "id": "y"}),
        answered({"name": "a", "id": "y", "response": {"x": 1, "y": 2}}, role="function"),
        answered({"name": "a", "response": None}, role="function"),
    )
    assert [call.id for call in made.calls] == ["x", "y"]
    assert (first.text, first.result) == ('{"x":1,"y":2}', ToolResult("y", "a"))
    assert (second.text, second.result) == ("{}", ToolResult("x", "a"))


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ({"name": "a", "content": "sunny"}, "sunny"),
        ({"content": None}, "null"),
        ({}, "{}"),
        ({"x": 1, "name": "a", "y": 2}, '{"x":1,"name":"a","y":2}'),
    ],
)
def test_an_answer_is_taken_out_of_the_object_that_a_client_wrapped_it_in(response: object, text: str) -> None:
    assert turns(HELLO, called({"name": "a"}), answered({"name": "a", "response": response}))[-1].text == text


def test_words_beside_a_response_are_the_users() -> None:
    said = {"role": "user", "parts": [{"functionResponse": {"name": "a", "response": {}}}, {"text": "Go on."}]}
    assert [turn.role for turn in turns(HELLO, called({"name": "a"}), said)] == ["user", "assistant", "tool", "user"]


def test_sampling_is_read() -> None:
    asked = config(
        candidateCount=2, stopSequences=["a", "b"], responseLogprobs=True, logprobs=3, temperature=2,
        responseModalities=["TEXT"], presencePenalty=-2, responseMimeType="text/plain",
    )  # fmt: skip
    assert asked.sampling == Sampling(choices=2, stops=("a", "b"), top_logprobs=3)
    assert asked.form.kind == "text"
    assert config(responseLogprobs=True).sampling.top_logprobs == 0


def test_a_schema_in_capitals_becomes_json_schema() -> None:
    assert schema({
        "type": "object", "title": "T", "nullable": True, "propertyOrdering": ["b", "z"], "required": ["a"],
        "properties": {
            "a": {"type": "ARRAY", "items": {"type": "INTEGER", "format": "int64", "enum": ["1", "2"]},
                  "minItems": "1"},
            "b": {"type": "STRING", "format": "date-time", "maxLength": 30, "description": "when", "example": "x"},
            "c": {"anyOf": [{"type": "NUMBER", "minimum": 0.5}, {"type": "STRING", "enum": ["x"], "format": "enum"}]},
            "d": {"type": "OBJECT", "additionalProperties": {"type": "string"}},
            "e": {"type": "TYPE_UNSPECIFIED", "format": "anything"},
        },
    }) == {"anyOf": [{
        "title": "T", "required": ["a"], "type": "object",
        "properties": {
            "b": {"description": "when", "maxLength": 30, "type": "string", "format": "date-time"},
            "a": {"minItems": 1, "type": "array", "items": {"type": "integer", "enum": [1, 2]}},
            "c": {"anyOf": [{"minimum": 0.5, "type": "number"}, {"type": "string", "enum": ["x"]}]},
            "d": {"additionalProperties": {"type": "string"}, "type": "object"},
            "e": {},
        },
    }, {"type": "null"}]}  # fmt: skip
    assert list(schema({"type": 6, "propertyOrdering": ["b"], "properties": {
        "a": {"type": "STRING"}, "b": {"type": "STRING"}}})["properties"]) == ["b", "a"]  # fmt: skip
    assert schema({"type": "STRING", "nullable": False}) == {"type": "string"}


@pytest.mark.parametrize(
    ("fields", "kind", "wanted"),
    [
        ({}, "json_object", None),
        ({"responseSchema": {}}, "json_object", None),
        ({"responseJsonSchema": {"type": "object"}}, "json_schema", {"type": "object"}),
    ],
)
def test_json_may_be_asked_for_with_and_without_a_schema(fields: dict[str, object], kind: str, wanted: object) -> None:
    form = config(responseMimeType="application/json", **fields).form
    assert (form.kind, form.schema and form.schema.value) == (kind, wanted)


def test_functions_are_offered_and_the_providers_own_tools_are_not() -> None:
    declared = [
        {"name": "typed", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING"}}}},
        {"name": "plain", "parametersJsonSchema": {"type": "object"}, "description": "d"},
        {"name": "bare", "parameters": {}},
    ]
    tools = [{"functionDeclarations": declared[:2]}, {"googleSearch": {}}, {"functionDeclarations": declared[2]}]
    offered = prompt({"contents": [HELLO], "tools": tools}).tools
    assert [(tool.name, tool.parameters and tool.parameters.value) for tool in offered] == [
        ("typed", {"type": "object", "properties": {"a": {"type": "string"}}}),
        ("plain", {"type": "object"}),
        ("bare", None),
    ]


@pytest.mark.parametrize(
    ("wished", "choice"),
    [
        ({}, ToolChoice()),
        ({"functionCallingConfig": {}}, ToolChoice()),
        ({"functionCallingConfig": {"mode": "auto", "allowedFunctionNames": []}}, ToolChoice()),
        ({"functionCallingConfig": {"mode": "NONE"}}, ToolChoice("none")),
        ({"functionCallingConfig": {"mode": "ANY"}}, ToolChoice("required")),
        ({"functionCallingConfig": {"mode": 2, "allowedFunctionNames": ["b"]}}, ToolChoice("required", ("b",))),
        ({"functionCallingConfig": {"mode": "VALIDATED", "allowedFunctionNames": "b"}}, ToolChoice("auto", ("b",))),
    ],
)
def test_the_mode_of_calling_is_the_choice_of_tools(wished: object, choice: ToolChoice) -> None:
    tools = [{"functionDeclarations": [{"name": "a"}, {"name": "b"}]}]
    assert prompt({"contents": [HELLO], "tools": tools, "toolConfig": wished}).tool_choice == choice


@pytest.mark.parametrize(
    ("model", "wished", "reasons", "unseen"),
    [
        ("gemini-2.5-flash", None, False, True),
        ("gemini-2.5-flash", {"includeThoughts": True}, True, False),
        ("gemini-2.5-flash", {"includeThoughts": True, "thinkingBudget": 0}, False, False),
        ("gemini-2.5-flash", {"thinkingBudget": -1}, False, True),
        ("gemini-2.5-flash-lite", None, False, False),
        ("gemini-2.5-flash-lite", {"thinkingBudget": 512}, False, True),
        ("gemini-3-pro-preview", {"thinkingLevel": "low"}, False, True),
        ("gemini-2.0-flash", None, False, False),
        ("gemini-2.0-flash", {"includeThoughts": False, "thinkingBudget": 0}, False, False),
        ("fake/default", None, False, False),
        ("fake/default", {"includeThoughts": True}, True, False),
    ],
)
def test_models_think_as_they_are_told(model: str, wished: object, *, reasons: bool, unseen: bool) -> None:
    asked = prompt({"contents": [HELLO], "generationConfig": {"thinkingConfig": wished}}, model)
    assert (asked.reasons, asked.reasons_unseen) == (reasons, unseen)


def test_a_newer_model_may_be_asked_for_json_and_offered_functions() -> None:
    body = {
        "contents": [HELLO],
        "tools": [{"functionDeclarations": [{"name": "a"}]}],
        "generationConfig": {"responseMimeType": "application/json"},
    }
    assert prompt(body, "gemini-3-pro-preview").form.kind == "json_object"


def test_the_address_says_who_is_asked_and_whether_it_streams() -> None:
    asking = Gemini(SSE, vertex=True).read(call_of("/", {"contents": [HELLO]}, publisher="fake", model="long"))
    assert (asking.prompt.dialect, asking.prompt.model.fake_id, asking.prompt.stream) == ("gemini", "long", True)
    google = Gemini().read(call_of("/", {"contents": [HELLO]}, publisher="google", model=MODEL))
    assert (google.prompt.model.text, google.prompt.stream) == (MODEL, False)
