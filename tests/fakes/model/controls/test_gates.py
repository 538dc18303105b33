import asyncio

import pytest

from fakes.model import ModelServer
from tests.fakes.model.controls.operating import UNTIL_SOON, done, refused
from tests.fakes.model.raw_client import RawClient, chat_body, chat_bytes

pytestmark = pytest.mark.anyio

HELD = [{"name": "held", "say": "One two three.", "gates": [{"event": 1, "name": "middle"}]}]


async def test_a_stream_is_held_at_a_gate_until_it_is_opened() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await done(server, "PUT", "scenarios", HELD)
        wait = asyncio.create_task(done(server, "POST", "gates/middle/wait", {"seconds": 60}))
        await client.send(chat_bytes(chat_body(stream=True)))

        assert await wait == {"name": "middle", "open": False, "waiting": 1}
        assert await done(server, "GET", "gates") == {"gates": [{"name": "middle", "open": False, "waiting": 1}]}
        assert await done(server, "POST", "gates/middle/open") == {"name": "middle", "open": True, "waiting": 1}
        _, _, body = await client.reply()
        assert body.endswith(b"data: [DONE]\n\n")
        assert await done(server, "GET", "gates") == {"gates": [{"name": "middle", "open": True, "waiting": 0}]}
        assert await done(server, "POST", "gates/middle/close") == {"name": "middle", "open": False, "waiting": 0}
        assert await done(server, "GET", "gates") == {"gates": []}


async def test_a_gate_before_which_nobody_comes_is_told() -> None:
    async with ModelServer() as server:
        assert await refused(server, "POST", "gates/a.b/wait", UNTIL_SOON) == (
            409,
            "not_reached",
            None,
            "nobody waited before the gate 'a.b', which is closed, within 0.01 s.",
        )


@pytest.mark.parametrize("action", ["open", "close", "wait"])
async def test_a_name_that_is_none_is_refused(action: str) -> None:
    async with ModelServer() as server:
        assert (await refused(server, "POST", f"gates/a%20b/{action}"))[:3] == (400, "invalid_value", "name")
        assert (await refused(server, "POST", "gates/a/wait", {"seconds": "1"}))[2] == "seconds"
