import pytest

from tests.fakes.model.openai.refusals import REQUIRED, Refusal, accepts, refuses, said, user

pytestmark = pytest.mark.anyio

USER = {"role": "user", "content": "Hi"}
TEXT = {"type": "text", "text": "a"}
CUSTOM = {"id": "call_1", "type": "custom", "custom": {"name": "a", "input": ""}}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}
PART = "messages[0].content[0]"
BARE_CALL = {"id": "a", "type": "function"}

ACCEPTED: list[dict[str, object]] = [
    said({"role": "developer", "content": "a"}, {"role": "system", "content": [TEXT]}, USER),
    said(USER, {"role": "assistant", "content": "b", "name": "bot"}, USER),
    said(USER, {"role": "assistant", "content": [TEXT, {"type": "refusal", "refusal": "b"}]}),
    said({"role": "assistant", "tool_calls": [CUSTOM]}, RESULT),
    said({"role": "assistant", "content": None, "tool_calls": [CUSTOM]}, RESULT),
    said({"role": "assistant", "function_call": {"name": "a", "arguments": "{}"}}),
    said({"role": "function", "name": "a", "content": None}),
    said({"role": "function", "name": "a", "content": "b"}),
    user({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}),
    user({"type": "file", "file": {"file_id": "file-1"}}, TEXT),
]

REFUSED: list[Refusal] = [
    ({"messages": None}, "messages", "invalid_type", "must be an array, and is null"),
    ({"messages": "Hi"}, "messages", "invalid_type", "must be an array, and is a string"),
    ({"messages": []}, "messages", "empty_array", "must hold at least one message"),
    (said("Hi"), "messages[0]", "invalid_type", "must be an object, and is a string"),
    (said({"content": "Hi"}), "messages[0].role", REQUIRED, "is required"),
    (said({"role": "bot"}), "messages[0].role", "invalid_value", "is 'bot', and must be one of 'developer'"),
    (said({"role": "user"}), "messages[0].content", REQUIRED, "is required"),
    (said({"role": "user", "content": None}), "messages[0].content", "invalid_type", "a string or an array"),
    (said({"role": "user", "content": {}}), "messages[0].content", "invalid_type", "a string or an array"),
    (said({"role": "assistant"}), "messages[0].content", REQUIRED, "is required"),
    (said({"role": "assistant", "content": []}), "messages[0].content", "empty_array", "must not be empty"),
    (said({"role": "assistant", "tool_calls": []}), "messages[0].tool_calls", "empty_array", "leave it out"),
    (said({"role": "assistant", "function_call": {}}), "messages[0].function_call.name", REQUIRED, "is required"),
    (said({"role": "assistant", "tool_calls": [BARE_CALL]}), "messages[0].tool_calls[0].function", REQUIRED, "is"),
    (said({"role": "function", "content": "a"}), "messages[0].name", REQUIRED, "is required"),
    (said({"role": "function", "name": "a"}), "messages[0].content", REQUIRED, "is required"),
    (said({"role": "tool", "content": "a"}), "messages[0].tool_call_id", REQUIRED, "is required"),
    (said({**USER, "name": 1}), "messages[0].name", "invalid_type", "must be a string"),
    (user("Hi"), PART, "invalid_type", "must be an object"),
    (user({"type": "video"}), f"{PART}.type", "invalid_value", "'text', 'image_url', 'input_audio', 'file'"),
    (said({"role": "system", "content": [{"type": "image_url"}]}), f"{PART}.type", "invalid_value", "one of 'text'"),
    (user({"type": "text"}), f"{PART}.text", REQUIRED, "is required"),
    (user({"type": "text", "text": 1.5}), f"{PART}.text", "invalid_type", "and is a decimal"),
    (user({"type": "input_audio"}), f"{PART}.input_audio", REQUIRED, "is required"),
    (user({"type": "file", "file": {"file_id": 1}}), f"{PART}.file.file_id", "invalid_type", "a string"),
]


@pytest.mark.parametrize("parameters", ACCEPTED)
async def test_messages_that_the_api_allows_are_answered(parameters: dict[str, object]) -> None:
    await accepts(parameters)


@pytest.mark.parametrize("refusal", REFUSED)
async def test_messages_that_the_api_refuses_are_a_400_that_names_the_place(refusal: Refusal) -> None:
    await refuses(refusal)
