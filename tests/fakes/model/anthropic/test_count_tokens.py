"""What a conversation costs: the same in every dialect, and before it is answered."""

import json
from typing import Any

import pytest

from fakes.model import ModelServer
from tests.fakes.model.anthropic.blocks import PNG, assistant, called, result, text, user
from tests.fakes.model.anthropic.clients import Claude, Json, body_of, post
from tests.fakes.model.raw_client import ask, chat_bytes

pytestmark = pytest.mark.anyio

CONVERSATIONS: list[tuple[list[Any], Json]] = [
    (
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello there"}],
        {"system": "Be brief.", "messages": [{"role": "user", "content": "Hello there"}]},
    ),
    (
        [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
        {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]},
    ),
    (
        [{"role": "user", "content": [
            text("See"), {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}]}],
        {"messages": [user(text("See"), PNG)]},
    ),
    (
        [
            {"role": "user", "content": "Look"},
            {"role": "assistant", "content": "Wait.", "tool_calls": [
                {"id": n, "type": "function", "function": {"name": "look", "arguments": "{}"}} for n in ("c1", "c2")]},
            {"role": "tool", "tool_call_id": "c1", "content": "It is sunny"},
            {"role": "tool", "tool_call_id": "c2", "content": "It rains"},
            {"role": "user", "content": "And now?"},
        ],
        {"messages": [
            user(text("Look")), assistant(text("Wait."), called("c1"), called("c2")),
            user(result("c1", content="It is sunny"), result("c2", content=[text("It rains")]), text("And now?"))]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("openais", "body"), CONVERSATIONS, ids=["system", "twice", "image", "tools"])
async def test_a_conversation_costs_what_it_costs_in_every_dialect(openais: list[Any], body: Json) -> None:
    async with ModelServer() as server:
        _, _, data = await ask(server, chat_bytes({"model": "demo", "messages": openais}))
        message = (await post(server.origin, body_of(**body))).json()
        counted = (await post(server.origin, {"model": "demo", **body}, "/v1/messages/count_tokens")).json()
    expected = json.loads(data)["usage"]["prompt_tokens"]
    assert message["usage"]["input_tokens"] == counted["input_tokens"] == expected


async def test_the_client_counts_without_a_limit(client: Claude) -> None:
    thinking = {"type": "enabled", "budget_tokens": 5000}
    counted = await client.messages.count_tokens(model="demo", messages=[user(text("Hello"))], thinking=thinking)
    assert counted.input_tokens == 8
