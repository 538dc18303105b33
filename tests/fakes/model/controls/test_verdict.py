import pytest

from fakes.model import ModelServer
from fakes.model.setup import Setup
from tests.fakes.model.controls.operating import done
from tests.fakes.model.raw_client import ask, ask_chat, chat_body, chat_bytes

pytestmark = pytest.mark.anyio

SCENARIOS = [
    {"name": "all", "match": {"user": "a"}, "say": "A."},
    {"name": "never", "match": {"user": "b"}, "say": "B."},
    {"name": "below", "match": {"user": "a", "turn": 1}, "say": "C."},
]


async def test_a_verdict_tells_what_was_prepared_and_not_asked_for() -> None:
    async with ModelServer() as server:
        assert (await done(server, "GET", "verdict"))["ok"] is True
        await done(server, "PUT", "scenarios", SCENARIOS)
        await ask_chat(server, "a")
        await ask_chat(server, "x" * 61)
        await done(server, "POST", "faults", {"faults": ["drop"]})
        assert await done(server, "GET", "verdict") == {
            "ok": False,
            "failures": [],
            "unused": ["never", "below"],
            "shadowed": ["below"],
            "unmatched": 1,
            "unmatched_requests": [f"POST /v1/chat/completions, model demo, user '{'x' * 60}...'"],
            "idle_scripts": [],
            "pending_faults": ["drop@event=0"],
        }


async def test_where_nothing_was_prepared_nothing_is_unmatched() -> None:
    async with ModelServer() as server:
        await ask_chat(server, "a")
        verdict = await done(server, "GET", "verdict")
        report = server.report()

    assert (verdict["ok"], verdict["unmatched"], verdict["unmatched_requests"]) == (True, 0, [])
    assert report.clean
    assert str(report) == "0 of 0 scenarios spoke, 0 requests were unmatched"


async def test_what_strict_mode_refuses_is_a_failure() -> None:
    async with ModelServer(Setup(strict=True)) as server:
        assert (await ask(server, chat_bytes(chat_body())))[0] == 404

        verdict = await done(server, "GET", "verdict")
        assert (verdict["ok"], verdict["unmatched"]) == (False, 1)
        assert verdict["failures"] == ["No scenario matches this request: there are none."]


STRICT = {
    "the request is": ({"x-fake-strict": "1"}, Setup(), 404),
    "the request is not": ({"x-fake-strict": "0"}, Setup(strict=True), 200),
    "the server is": ({}, Setup(strict=True), 404),
    "nobody is": ({}, Setup(), 200),
    "a word": ({"x-fake-strict": "yes"}, Setup(), 400),
}


@pytest.mark.parametrize(("headers", "setup", "status"), STRICT.values(), ids=STRICT)
async def test_a_request_can_be_strict_or_not_whatever_the_server_is(
    headers: dict[str, str], setup: Setup, status: int
) -> None:
    async with ModelServer(setup) as server:
        assert (await ask(server, chat_bytes(chat_body(), **headers)))[0] == status
