import json

import pytest

from fakes.model import ModelServer, sessions
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes
from tests.fakes.model.scripts_on_disk import exchange, loaded

pytestmark = pytest.mark.anyio


def names(server: ModelServer) -> list[str]:
    return [session.name for session in server.sessions]


async def test_of_too_many_sessions_the_least_recently_used_idle_one_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "KEPT_SESSIONS", 3)
    async with ModelServer() as server, RawClient(server) as client:
        assert server.session.name == ""
        await client.send(chat_bytes(chat_body(model="fake/default?first_ms=600000"), **{"x-fake-session": "busy"}))
        await server.sessions.named("busy").journal.arrived(1, 10)
        for name in ("a", "b", "a"):
            server.sessions.named(name)
        assert names(server) == ["", "busy", "b", "a"]

        server.sessions.named("c")

        assert names(server) == ["", "busy", "a", "c"]


async def test_where_nobody_is_idle_nobody_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "KEPT_SESSIONS", 0)
    async with ModelServer() as server, RawClient(server) as client:
        _ = server.session
        await client.send(chat_bytes(chat_body(model="fake/default?first_ms=600000"), **{"x-fake-session": "busy"}))
        await server.sessions.named("busy").journal.arrived(1, 10)
        server.sessions.named("new")

        assert names(server) == ["", "busy", "new"]


async def test_a_session_is_forgotten_once() -> None:
    server = ModelServer()
    one = server.sessions.named("one")

    assert server.sessions.forget("one")
    assert not server.sessions.forget("one")
    assert server.sessions.named("one") is not one


async def test_a_session_follows_the_playbook_and_keeps_the_place_in_scripts_that_did_not_change(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scripts = [loaded(tmp_path_factory.mktemp(name), it=[exchange(name), exchange("2")]) for name in ("x", "x", "y")]
    playbooks = [Playbook(scripts=one) for one in scripts]
    now = [playbooks[0]]
    session = ModelServer(Setup(follow=lambda: now[0])).session
    runner = session.scripts

    session.refresh()
    now[0] = playbooks[1]
    session.refresh()
    assert session.scripts is runner
    now[0] = playbooks[2]
    session.refresh()
    assert session.scripts is not runner


async def test_a_name_that_is_none_is_refused_in_the_default_session() -> None:
    async with ModelServer() as server:
        status, _, body = await ask(server, chat_bytes(chat_body(), **{"x-fake-session": "two words"}))

        assert (status, json.loads(body)["error"]["code"]) == (400, "session")
        assert (names(server), server.journal.count) == ([""], 1)


async def test_a_fault_of_a_header_strikes_its_request() -> None:
    async with ModelServer() as server:
        assert (await ask(server, chat_bytes(chat_body(), **{"x-fake-fault": "status=503"})))[0] == 503
