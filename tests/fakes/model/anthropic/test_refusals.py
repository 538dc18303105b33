"""What the API refuses, in its own words, with status 400."""

import pytest

from tests.fakes.model.anthropic.blocks import PNG, assistant, called, document, result, text, user
from tests.fakes.model.anthropic.clients import LATEST, OLD, Json, body_of, post
from tests.fakes.model.anthropic.refusals import HI, refuses, said
from tests.fakes.model.anthropic.typed_events import check_error

pytestmark = pytest.mark.anyio

MEDIA = "Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"


def image(**source: object) -> Json:
    return said(user({"type": "image", "source": source}))


def form(**schema: object) -> Json:
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


PARAMETERS: list[tuple[Json, str]] = [
    ({"max_tokens": None}, "max_tokens: Input should be a valid integer"),
    ({"max_tokens": -1}, "max_tokens: Input should be greater than or equal to 0"),
    ({"max_tokens": "9"}, "max_tokens: Input should be a valid integer"),
    ({"max_tokens": 2**31}, "max_tokens: Input should be less than or equal to 2147483647"),
    ({"model": 1}, "model: Input should be a valid string"),
    ({"n": 2}, "n: Extra inputs are not permitted"),
    ({"temperature": 1.1}, "temperature: range: 0..1"),
    ({"temperature": -0.1}, "temperature: range: 0..1"),
    ({"temperature": "1"}, "temperature: Input should be a valid number"),
    ({"top_p": 2}, "top_p: range: 0..1"),
    ({"top_k": -1}, "top_k: Input should be greater than or equal to 0"),
    ({"stream": 1}, "stream: Input should be a valid boolean"),
    ({"stop_sequences": "x"}, "stop_sequences: Input should be a valid list"),
    ({"stop_sequences": ["x", "\n"]}, "stop_sequences: each stop sequence must contain non-whitespace"),
    ({"metadata": {"trace": "x"}}, "metadata.trace: Extra inputs are not permitted"),
    ({"metadata": {"user_id": 1}}, "metadata.user_id: Input should be a valid string"),
    ({"service_tier": "flex"}, "service_tier: Input should be 'auto' or 'standard_only'"),
    ({"output_config": {"effort": "much"}},
     "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"),
    ({"output_config": {"format": {"type": "text"}}}, "output_config.format.type: Input should be 'json_schema'"),
    ({"output_config": {"format": {"type": "json_schema"}}}, "output_config.format.schema: Field required"),
    (form(type="object"),
     "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false"),
    (form(type="array", items=[{"type": "object"}]),
     "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false"),
    ({"output_format": {"type": "json_schema", "schema": 1}},
     "output_format.schema: Input should be a valid dictionary"),
    ({"cache_control": {"type": "for_ever"}},
     "cache_control: Input tag 'for_ever' found using 'type' does not match any of the expected tags: 'ephemeral'"),
]  # fmt: skip

MESSAGES: list[tuple[Json, str]] = [
    ({"messages": None}, "messages: Input should be a valid list"),
    (said(), "messages: at least one message is required"),
    (said({"role": "system", "content": "Hi"}), "messages: at least one message is required"),
    (said(assistant(text("Hi"))), 'messages: first message must use the "user" role'),
    (said({"content": "Hi"}), "messages.0.role: Field required"),
    (said({"role": "tool", "content": "Hi"}), "messages.0.role: Input should be 'user', 'assistant' or 'system'"),
    (said({"role": "user"}), "messages.0.content: Field required"),
    (said({"role": "user", "content": 1}), "messages.0.content: Input should be a valid list"),
    (said({"role": "user", "content": "Hi", "name": "x"}), "messages.0.name: Extra inputs are not permitted"),
    (said({"role": "user", "content": ""}),
     "messages.0: all messages must have non-empty content except for the optional final assistant message"),
    (said(HI, {"role": "assistant", "content": []}, HI),
     "messages.1: all messages must have non-empty content except for the optional final assistant message"),
    (said(user(text(""))), "messages: text content blocks must be non-empty"),
    (said({"role": "user", "content": " \n"}), "messages: text content blocks must contain non-whitespace text"),
    ({"system": [text("")]}, "system: text content blocks must be non-empty"),
    ({"system": [PNG]},
     "system.0: Input tag 'image' found using 'type' does not match any of the expected tags: 'text'"),
    ({"system": 1}, "system: Input should be a valid list"),
    (said(user({"text": "Hi"})), "messages.0.content.0.type: Field required"),
    (said(user({"type": "text"})), "messages.0.content.0.text.text: Field required"),
    (said(user({"type": "text", "text": "a", "b": 1})), "messages.0.content.0.text.b: Extra inputs are not permitted"),
    (said(HI, assistant(PNG)), "messages.1: `image` blocks can only be in `user` messages"),
    (said(user(called("c1"))), "messages.0: `tool_use` blocks can only be in `assistant` messages"),
    (said(HI, assistant(result("c1"))), "messages.1: `tool_result` blocks can only be in `user` messages"),
    (said(HI, {"role": "system", "content": [PNG]}), "messages.1: `image` blocks can only be in `user` messages"),
    (said(HI, assistant({"type": "thinking", "thinking": "Hm."})),
     "messages.1.content.0.thinking.signature: Field required"),
    (said(HI, assistant({"type": "redacted_thinking", "data": 1})),
     "messages.1.content.0.redacted_thinking.data: Input should be a valid string"),
    (said(HI, assistant(text("So "))), "messages: final assistant content cannot end with trailing whitespace"),
    (image(type="base64", media_type="image/tiff", data="aGk="),
     f"messages.0.content.0.image.source.base64.media_type: {MEDIA}"),
    (image(type="base64", media_type="image/png", data="!"),
     "messages.0.content.0.image.source.base64.data: Invalid base64 data"),
    (image(type="base64", media_type="image/png", data=""),
     "messages.0.content.0.image.source.base64.data: Could not process the data: it is empty"),
    (image(type="url", url="http://x/y.png"),
     "messages.0.content.0.image.source.url.url: Only HTTPS URLs are supported."),
    (image(type="file"), "messages.0.content.0.image.source.file.file_id: Field required"),
    (said(user(document("base64", media_type="text/plain", data="aGk="))),
     "messages.0.content.0.document.source.base64.media_type: Input should be 'application/pdf'"),
    (said(user(document("text", media_type="text/plain"))),
     "messages.0.content.0.document.source.text.data: Field required"),
    (said(user({"type": "search_result", "source": "s", "content": []})),
     "messages.0.content.0.search_result.title: Field required"),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "complaint"), PARAMETERS)
async def test_a_parameter_that_cannot_be_is_refused(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint)


@pytest.mark.parametrize(("parameters", "complaint"), MESSAGES)
async def test_a_message_that_cannot_be_is_refused(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint)


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        *(({name: 1}, f"{name}: Extra inputs are not permitted") for name in ("temperature", "top_p", "top_k")),
        (
            said(user(text("a", citations=[{"type": "char_location"}]))),
            "messages.0.content.0.text.citations: citations are not permitted in `user` messages",
        ),
        (
            said(HI, assistant(document("content", content="Page."))),
            "messages.1: `document` blocks can only be in `user` messages",
        ),
    ],
)
async def test_the_latest_version_takes_less(origin: str, parameters: Json, complaint: str) -> None:
    await refuses(origin, parameters, complaint, LATEST)
    assert (await post(origin, body_of(**parameters))).status_code == 200


@pytest.mark.parametrize(
    ("version", "complaint"),
    [
        ("", "anthropic-version: header is required"),
        ("2024-10-22", 'anthropic-version: "2024-10-22" is not a valid version'),
        (f"{OLD}, {OLD}", f'anthropic-version: "{OLD}, {OLD}" is not a valid version'),
    ],
)
@pytest.mark.parametrize("path", ["/v1/messages", "/anthropic/v1/messages", "/v1/messages/count_tokens"])
async def test_a_request_names_its_version(origin: str, path: str, version: str, complaint: str) -> None:
    answer = await post(origin, body_of(), path, anthropic_version=version)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, complaint)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"{", "The request body is not valid JSON."),
        (b"\xff", "The request body is not valid JSON."),
        (b'{"a":NaN}', "The request body is not valid JSON."),
        (b"[" * 100_000, "The request body is not valid JSON."),
        (b"[]", "Input should be a valid dictionary"),
        (b"{}", "model: Field required"),
        (b'{"model":"demo"}', "max_tokens: Field required"),
        (b'{"model":"demo","max_tokens":1}', "messages: Field required"),
    ],
)
async def test_a_body_that_is_none_is_refused(origin: str, data: bytes, complaint: str) -> None:
    answer = await post(origin, data)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, complaint)


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"max_tokens": 5}, "max_tokens: Extra inputs are not permitted"),
        ({"stream": True}, "stream: Extra inputs are not permitted"),
        ({"messages": []}, "messages: at least one message is required"),
    ],
)
async def test_what_only_counts_takes_less(origin: str, parameters: Json, complaint: str) -> None:
    answer = await post(origin, {"model": "demo", "messages": [HI], **parameters}, "/v1/messages/count_tokens")
    check_error(answer.json())
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, complaint)
