import pytest

from fakes.model import ModelServer
from tests.fakes.model.controls.operating import done, refused
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes

pytestmark = pytest.mark.anyio

SLOW = "fake/default?first_ms=600000"


async def test_sessions_are_listed_and_forgotten() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(model=SLOW), **{"x-fake-session": "one"}))
        await server.sessions.named("one").journal.arrived(1, 10)
        one = {"name": "one", "generation": 0, "count": 1, "running": 1, "failures": 0, "unmatched": 0}
        default = {"name": "", "generation": 0, "count": 0, "running": 0, "failures": 0, "unmatched": 0}
        assert await done(server, "GET", "sessions") == {"sessions": [one, default]}

        assert await done(server, "DELETE", "sessions/one") == {"forgotten": "one"}
        assert await done(server, "GET", "sessions") == {"sessions": [default]}
        assert (await refused(server, "DELETE", "sessions/one"))[::2] == (404, "name")


async def test_a_reset_begins_again_and_cuts_nobody_off() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        held = {"name": "held", "say": "One two three.", "gates": [{"event": 1, "name": "middle"}]}
        await done(server, "PUT", "scenarios", [held])
        await done(server, "POST", "faults", {"faults": ["html"]})
        await done(server, "POST", "gates/other/open")
        await done(server, "DELETE", "faults")
        await client.send(chat_bytes(chat_body(stream=True)))
        await done(server, "POST", "gates/middle/wait")
        await done(server, "POST", "faults", {"faults": ["html"]})
        running = server.journal[0]

        assert await done(server, "POST", "reset") == {"session": "", "generation": 1}
        verdict = await done(server, "GET", "verdict")
        assert (verdict["ok"], verdict["unmatched"]) == (True, 0)
        assert (await done(server, "GET", "scenarios"))["scenarios"] == []
        assert await done(server, "GET", "faults") == {"faults": []}
        assert await done(server, "GET", "gates") == {"gates": [{"name": "middle", "open": False, "waiting": 1}]}
        assert (await done(server, "GET", "journal"))["exchanges"] == []

        await done(server, "POST", "gates/middle/open")
        _, _, body = await client.reply()
        assert body.endswith(b"data: [DONE]\n\n")
        assert await running.ended(10) == "drained"
        assert (await done(server, "GET", "journal"))["count"] == 0


async def test_a_reset_forgets_stored_responses_and_counts() -> None:
    async with ModelServer() as server:
        store = server.session.responses
        await ask(server, chat_bytes(chat_body(), **{"x-fake-strict": "1"}))
        assert server.session.cast.unmatched == 1
        await done(server, "POST", "reset")

        assert server.session.responses is not store
        assert (server.session.cast.unmatched, server.journal.count) == (0, 0)
