"""What clients send is what the document says that they may send, and what it refuses the service refuses."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest

from service.field import JSON
from service.main import create
from service.model import FinishChunk, TextChunk
from service.settings import Settings
from tests.asgi import post
from tests.contract_files import Contract
from tests.openapi.components import OPEN, holding
from tests.scripted_model import ScriptedModel

pytestmark = pytest.mark.anyio

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "requests.json").read_text())
FLOWS: dict[str, JSON] = {
    f"{sdk}-{flow}-{number}": request["body"]
    for sdk, flows in VECTORS["sdks"].items()
    for flow, requests in flows.items()
    for number, request in enumerate(requests)
}
ANSWERED = [
    contract
    for contract in Contract.all()
    if contract.method == "POST" and json.loads(contract.expected()["head.json"])["status"] == 200
]
REQUEST = holding({"$ref": "#/components/schemas/ChatRequest"})
HI: JSON = [{"role": "user", "content": "Hi"}]


def shape(body: JSON) -> list[str]:
    """Return the shapes that a body fits."""
    schemas: Any = OPEN["components"]
    references = [choice["$ref"] for choice in schemas["schemas"]["ChatRequest"]["oneOf"]]
    return [reference.rpartition("/")[2] for reference in references if holding({"$ref": reference}).is_valid(body)]


@pytest.mark.parametrize("flow", FLOWS)
def test_what_use_chat_sends_is_described(flow: str) -> None:
    assert shape(FLOWS[flow]) == ["UseChat4Request" if flow.startswith("4-") else "UseChatRequest"]
    REQUEST.validate(FLOWS[flow])


@pytest.mark.parametrize("contract", ANSWERED, ids=lambda contract: contract.id)
def test_every_request_that_a_contract_answers_is_described(contract: Contract) -> None:
    REQUEST.validate(json.loads(contract.body or b""))


PARTS: dict[str, JSON] = {
    "text": {"type": "text", "text": "Hi", "state": "done"},
    "a step": {"type": "step-start"},
    "a data part": {"type": "data-weather", "id": "w", "data": None},
    "a source": {"type": "source-url", "sourceId": "s", "url": "https://example.com"},
    "reasoning of ai 4": {"type": "reasoning", "reasoning": "Hm", "details": [{"type": "text", "text": "Hm"}]},
    "reasoning": {"type": "reasoning", "text": "Hm", "providerMetadata": {"anthropic": {"signature": "s"}}},
    "a file": {"type": "file", "mediaType": "image/png", "url": "data:image/png;base64,AA=="},
    "a file of ai 4": {"type": "file", "mimeType": "image/png", "data": "AA=="},
    "a core message's image": {"type": "image", "image": "https://example.com/a.png"},
    "OpenAI's image": {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    "a tool": {"type": "tool-weather", "toolCallId": "c", "state": "output-available", "input": {}, "output": None},
    "a broken tool": {"type": "tool-x", "toolCallId": "c", "state": "output-error", "rawInput": "{", "errorText": "No"},
    "consent": {
        "type": "dynamic-tool",
        "toolName": "weather",
        "toolCallId": "c",
        "state": "approval-responded",
        "input": {},
        "approval": {"id": "a", "approved": False, "reason": None},
    },
    "a tool of ai 4": {
        "type": "tool-invocation",
        "toolInvocation": {"state": "result", "step": 0, "toolCallId": "c", "toolName": "w", "args": {}, "result": 1},
    },
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_every_part_that_frontends_send_back_is_described(part: JSON) -> None:
    for message in ({"role": "user", "content": [part]}, {"role": "assistant", "parts": [part], "id": "a1"}):
        REQUEST.validate({"messages": [message]})
    REQUEST.validate({"messages": [{"role": "assistant", "parts": [part]}], "trigger": "submit-message"})


SHAPES: dict[str, tuple[JSON, str]] = {
    "by hand": ({"messages": HI, "model": None}, "UseChat4Request"),
    "a payload": ({"payload": {"messages": HI}}, "DirectRequest"),
    "an action": ({"action": "chat-v2-stream", "payload": {"prompt": "Hi", "model": "m"}}, "DirectRequest"),
    "a prompt": ({"prompt": "Hi", "id": "c"}, "PromptRequest"),
    "an envelope": ({"body": {"prompt": "Hi"}, "isBase64Encoded": False}, "GatewayRequest"),
    "an envelope of text": ({"body": '{"prompt": "Hi"}'}, "GatewayRequest"),
    "an envelope of base64": ({"body": "eyJwcm9tcHQiOiJIaSJ9", "isBase64Encoded": True}, "GatewayRequest"),
}


@pytest.mark.parametrize(("body", "name"), SHAPES.values(), ids=SHAPES)
async def test_no_two_shapes_fit_one_body(body: JSON, name: str) -> None:
    assert shape(body) == [name]
    REQUEST.validate(body)
    assert await status_of(body) == 200


MALFORMED: dict[str, JSON] = {
    "nothing": {},
    "a list": [],
    "a text": "Hi",
    "no messages": {"messages": []},
    "messages of another type": {"messages": {"role": "user", "content": "Hi"}},
    "a message without a role": {"messages": [{"content": "Hi"}]},
    "an unknown role": {"messages": [{"role": "robot", "content": "Hi"}]},
    "a message without text": {"messages": [{"role": "user"}]},
    "a text of another type": {"messages": [{"role": "user", "parts": [{"type": "text", "text": 5}]}]},
    "a part without a type": {"messages": [{"role": "user", "parts": [{"text": "Hi"}]}]},
    "a file without content": {"messages": [{"role": "user", "parts": [{"type": "file", "mediaType": "image/png"}]}]},
    "a tool without a state": {
        "messages": [{"role": "assistant", "parts": [{"type": "tool-weather", "toolCallId": "c"}]}],
        "trigger": "submit-message",
    },
    "an attachment without an address": {
        "messages": [{"role": "user", "content": "Hi", "experimental_attachments": [{"contentType": "image/png"}]}]
    },
    "an empty prompt": {"prompt": ""},
    "a prompt of another type": {"prompt": 5},
    "an empty payload": {"payload": {}},
    "an unknown action": {"action": "dance", "messages": HI},
    "an action of another type": {"action": 5, "messages": HI},
    "a model of another type": {"messages": HI, "model": 5},
    "an id of another type": {"messages": HI, "id": 5},
    "an envelope of nothing": {"body": {}},
    "base64 that is no text": {"body": {"prompt": "Hi"}, "isBase64Encoded": True},
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_what_the_document_refuses_the_service_refuses(body: JSON) -> None:
    assert not REQUEST.is_valid(body)
    assert await status_of(body) == 400


OBJECTS: dict[str, JSON] = {
    "text": "A city",
    "a prompt": {"prompt": "A city", "schema": {"type": "object"}},
    "anything": {"city": ["Bern"]},
    "nothing": None,
}


@pytest.mark.parametrize("body", OBJECTS.values(), ids=OBJECTS)
def test_an_object_may_be_asked_for_with_any_json(body: JSON) -> None:
    paths: Any = OPEN["paths"]
    holding(paths["/api/object"]["post"]["requestBody"]["content"]["application/json"]["schema"]).validate(body)


async def status_of(body: JSON) -> int:
    """Ask the service."""
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "ALLOWED_MODELS": "m"})
    app = create(settings, model=ScriptedModel([(TextChunk("Hi"), FinishChunk("stop"))]))
    with anyio.fail_after(10):
        return (await post(app, json.dumps(body).encode())).status
