"""What the API refuses, and in which words."""

from typing import Any

import pytest

from tests.fakes.model.bedrock.clients import CLAUDE, HELLO, Json, post

pytestmark = pytest.mark.anyio

ONE = "1 validation error detected: Value"
BROKEN = "failed to satisfy constraint: Member must"
SPEC = {"name": "look", "inputSchema": {"json": {"type": "object"}}}
TOOLS = {"tools": [{"toolSpec": SPEC}]}
REPORTED = "The model returned the following errors: "
KEYS = (
    "text, image, toolUse, toolResult, document, video, audio, cachePoint, reasoningContent, citationsContent, "
    "searchResult, guardContent"
)


def body(**fields: object) -> Json:
    return {"messages": HELLO, **fields}


def inference(**fields: object) -> Json:
    return body(inferenceConfig=fields)


def said(*turns: tuple[str, list[Any]], **fields: object) -> Json:
    return {"messages": [{"role": role, "content": content} for role, content in turns], **fields}


def user(*blocks: object) -> Json:
    return said(("user", list(blocks)))


def use(name: str) -> Json:
    return {"toolUse": {"toolUseId": name, "name": "look", "input": {}}}


def result(name: str, *content: object, **more: object) -> Json:
    return {"toolResult": {"toolUseId": name, "content": list(content), **more}}


def thinking(wish: object, **fields: object) -> Json:
    return body(additionalModelRequestFields={"thinking": wish}, **fields)


def schema(text: str) -> Json:
    form = {"type": "json_schema", "structure": {"jsonSchema": {"schema": text}}}
    return body(outputConfig={"textFormat": form})


START = "A conversation must start with a user message. Try again with a conversation that starts with a user message."
ALTERNATE = (
    "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between "
    "user and assistant roles and try again."
)
UNION = f"The ContentBlock object at messages.0.content.0 must set one of the following keys: {KEYS}."
NO_SCHEMA = "The value at outputConfig.textFormat.structure.jsonSchema.schema must be a JSON Schema in JSON."
TEXT = [{"text": "Hello"}]
ENABLED = {"type": "enabled", "budget_tokens": 1024}
CHOICE = {**TOOLS, "toolChoice": {"any": {}}}
TAGS = "'enabled', 'adaptive', 'disabled'"

VALIDATION: list[tuple[str, object, str]] = [
    ("high", inference(temperature=2),
     f"{ONE} '2.0' at 'inferenceConfig.temperature' {BROKEN} have value less than or equal to 1"),
    ("low", inference(maxTokens=0),
     f"{ONE} '0' at 'inferenceConfig.maxTokens' {BROKEN} have value greater than or equal to 1"),
    ("two", inference(maxTokens=-1, topP=1.5),
     (f"2 validation errors detected: Value '-1' at 'inferenceConfig.maxTokens' {BROKEN} have value greater than or "
      "equal to 1; "
      f"Value '1.5' at 'inferenceConfig.topP' {BROKEN} have value less than or equal to 1")),
    ("role", said(("system", TEXT)),
     f"{ONE} 'system' at 'messages.1.member.role' {BROKEN} satisfy enum value set: [user, assistant]"),
    ("no role", {"messages": [{"content": TEXT}]}, f"{ONE} null at 'messages.1.member.role' {BROKEN} not be null"),
    ("null item", user(None), f"{ONE} null at 'messages.1.member.content.1.member' {BROKEN} not be null"),
    ("name", body(toolConfig={"tools": [{"toolSpec": {**SPEC, "name": "a b"}}]}),
     (f"{ONE} 'a b' at 'toolConfig.tools.1.member.toolSpec.name' {BROKEN} satisfy regular expression "
      "pattern: [a-zA-Z0-9_-]+")),
    ("long name", body(toolConfig={"tools": [{"toolSpec": {**SPEC, "name": "a" * 65}}]}),
     f"{ONE} '{'a' * 65}' at 'toolConfig.tools.1.member.toolSpec.name' {BROKEN} have length less than or equal to 64"),
    ("no tools", body(toolConfig={"tools": []}),
     f"{ONE} '[]' at 'toolConfig.tools' {BROKEN} have length greater than or equal to 1"),
    ("stops", inference(stopSequences=["a"] * 2501),
     f"{ONE} '[...]' at 'inferenceConfig.stopSequences' {BROKEN} have length less than or equal to 2500"),
    ("no bytes", user({"image": {"format": "png", "source": {"bytes": ""}}}),
     (f"{ONE} 'java.nio.HeapByteBuffer' at 'messages.1.member.content.1.member.image.source.bytes' {BROKEN} "
      "have length greater than or equal to 1")),
    ("unknown block", user({"nonsense": 1}), UNION),
    ("two blocks in one", user({"text": "a", "cachePoint": {"type": "default"}}), UNION),
    ("nobody", {}, START),
    ("assistant first", said(("assistant", TEXT)), START),
    ("twice", said(("user", TEXT), ("user", TEXT)),
     ALTERNATE),
    ("empty", user(),
     ("The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the "
      "content field and try again.")),
    ("blank", user({"text": " "}),
     ("The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text "
      "field, and try again.")),
    ("lone document", user({"document": {"name": "a", "source": {"text": "b"}}}),
     "messages.0.content: a text block must be included when a document is used."),
    ("call of a user", user(use("a")), f"{REPORTED}messages.0: `tool_use` blocks can only be in `assistant` messages"),
    ("result of nobody", said(("user", TEXT), ("assistant", [result("a")])),
     f"{REPORTED}messages.1: `tool_result` blocks can only be in `user` messages"),
    ("no config", said(("user", TEXT), ("assistant", [use("a")]), ("user", [result("a")])),
     "The toolConfig field must be defined when using toolUse and toolResult content blocks."),
    ("unanswered", said(("user", TEXT), ("assistant", [use("a"), use("b")]), ("user", TEXT), toolConfig=TOOLS),
     "Expected toolResult blocks at messages.2.content for the following Ids: a, b"),
    ("unanswered at the end", said(("user", TEXT), ("assistant", [use("a")]), toolConfig=TOOLS),
     "Expected toolResult blocks at messages.2.content for the following Ids: a"),
    ("answered too often", said(("user", TEXT), ("assistant", [use("a")]), ("user", [result("a"), result("a")]),
     toolConfig=TOOLS),
     "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn."),
    ("empty failure", said(("user", TEXT), ("assistant", [use("a")]), ("user", [result("a", status="error")]),
     toolConfig=TOOLS),
     "The content field at messages.2.content.0.toolResult cannot be empty when status value is error."),
    ("schema type", body(toolConfig={"tools": [{"toolSpec": {**SPEC, "inputSchema": {"json": []}}}]}),
     "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object."),
    ("twice the name", body(toolConfig={"tools": [{"toolSpec": SPEC}, {"toolSpec": SPEC}]}),
     "The tool look is already defined at toolConfig.tools. Tool names must be unique."),
    ("choice", body(toolConfig={**TOOLS, "toolChoice": {"tool": {"name": "other"}}}),
     "The value at toolConfig.toolChoice must be the name of a tool that is defined in toolConfig.tools."),
    ("choice of none", body(toolConfig={"tools": [{"systemTool": {"name": "nova_grounding"}}],
     "toolChoice": {"any": {}}}),
     "The toolChoice field requires at least one toolSpec in toolConfig.tools."),
    ("unsupported schema", body(toolConfig={"tools": [{"toolSpec": {**SPEC,
     "inputSchema": {"json": {"type": "object", "not": {}}}}}],
                                         "toolChoice": {"any": {}}}),
     "'toolConfig.tools.0.toolSpec.inputSchema.json.not' is not supported by this model; script the answer instead."),
    ("form", schema("{"), NO_SCHEMA),
    ("form constant", schema('{"a":NaN}'), NO_SCHEMA),
    ("form list", schema("[]"), NO_SCHEMA),
    ("own fields", body(additionalModelRequestFields=[]),
     "The value at additionalModelRequestFields must be an object."),
    ("own type", thinking("on"), "'additionalModelRequestFields.thinking' must be an object, and is a string."),
    ("no tag", thinking({}), f"{REPORTED}thinking: Input tag does not match any of the expected tags: {TAGS}"),
    ("tag", thinking({"type": "on"}), f"{REPORTED}thinking: Input tag does not match any of the expected tags: {TAGS}"),
    ("no budget", thinking({"type": "enabled"}), f"{REPORTED}thinking.enabled.budget_tokens: Field required"),
    ("budget", thinking({**ENABLED, "budget_tokens": 1}),
     f"{REPORTED}thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
    ("budget type", thinking({**ENABLED, "budget_tokens": "many"}),
     f"{REPORTED}thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
    ("budget and limit", thinking(ENABLED, inferenceConfig={"maxTokens": 1024}),
     f"{REPORTED}`max_tokens` must be greater than `thinking.budget_tokens`."),
    ("hot thought", thinking({"type": "adaptive"}, inferenceConfig={"temperature": 0.5}),
     f"{REPORTED}`temperature` may only be set to 1 when thinking is enabled."),
    ("forced thought", thinking(ENABLED, toolConfig=CHOICE),
     f"{REPORTED}Thinking may not be enabled when tool_choice forces tool use."),
    ("window", user({"text": "word " * 200_000}), "Input is too long for requested model."),
]  # fmt: skip

SERIALIZATION: list[tuple[str, object, str]] = [
    ("no JSON", b"{", "The body of the request is not valid JSON."),
    ("constant", b'{"a":NaN}', "The body of the request is not valid JSON."),
    ("null", None, "NONE_VALUE can not be converted to a Structure"),
    ("list", [], "Start of list found where not expected."),
    ("object", user({"text": {}}), "Start of structure or map found where not expected."),
    ("float", inference(temperature="hot"), "STRING_VALUE can not be converted to a Float"),
    ("true", inference(topP=True), "TRUE_VALUE can not be converted to a Float"),
    ("fraction", inference(maxTokens=1.5), "NUMBER_VALUE can not be converted to a Integer"),
    ("huge", inference(maxTokens=2**31), "NUMBER_VALUE can not be converted to a Integer"),
    ("huge float", inference(temperature=10**400), "NUMBER_VALUE can not be converted to a Float"),
    ("flag", body(toolConfig={"tools": [{"toolSpec": {**SPEC, "strict": 1}}]}),
     "NUMBER_VALUE can not be converted to a Boolean"),
    ("items", body(messages="Hello"), "STRING_VALUE can not be converted to a List"),
    ("blob", user({"image": {"format": "png", "source": {"bytes": 1}}}), "NUMBER_VALUE can not be converted to a Blob"),
    ("base64", user({"image": {"format": "png", "source": {"bytes": "?"}}}),
     "The value at messages.0.content.0.image.source.bytes is not valid base64."),
]  # fmt: skip

CASES = [
    *((name, "ValidationException", sent, words) for name, sent, words in VALIDATION),
    *((name, "SerializationException", sent, words) for name, sent, words in SERIALIZATION),
]


@pytest.mark.parametrize(("kind", "sent", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_request_is_refused_in_the_words_of_aws(origin: str, kind: str, sent: object, words: str) -> None:
    answer = await post(origin, f"/model/{CLAUDE}/converse-stream", sent)
    assert answer.json() == {"message": words}
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (400, kind)
    assert answer.headers["content-type"] == "application/json"
