import httpx
import pytest

from fakes.model import ModelServer
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, request_bytes

pytestmark = pytest.mark.anyio


async def test_a_server_has_an_address_only_while_it_is_started() -> None:
    server = ModelServer()
    with pytest.raises(RuntimeError, match="the server is not started"):
        _ = server.base_url

    async with server:
        assert server.base_url == f"{server.origin}/v1"
        assert server.origin.startswith("http://127.0.0.1:")
        with pytest.raises(RuntimeError, match="the server is already started"):
            await server.start()
    with pytest.raises(RuntimeError, match="the server is not started"):
        _ = server.origin


async def test_a_server_that_is_stopped_may_be_started_again_and_remembers() -> None:
    server = ModelServer()
    await server.stop()
    for count in (1, 2):
        async with server:
            assert (await ask(server, chat_bytes(chat_body())))[0] == 200
            assert len(server.journal) == count


async def test_servers_do_not_know_each_other() -> None:
    async with ModelServer(seed="a") as one, ModelServer(seed="b") as two:
        first, second = await ask(one, chat_bytes(chat_body())), await ask(two, chat_bytes(chat_body()))

        assert first[2] != second[2]
        assert (len(one.journal), len(two.journal)) == (1, 1)


async def test_stopping_cuts_off_whoever_is_there() -> None:
    server = ModelServer()
    async with server, RawClient(server) as idle, RawClient(server) as busy:
        await idle.ask(request_bytes("GET", "/_fake/health"))
        await busy.send(chat_bytes(chat_body(model="fake/default?first_ms=600000")))
        await server.journal.arrived(1, 10)
        await server.stop()

        assert (await idle.rest(), await busy.rest()) == (b"", b"")
        assert (server.journal[0].outcome, server.journal.open_sockets) == ("aborted", 0)


async def test_a_server_listens_on_ipv6_too() -> None:
    server = ModelServer()
    await server.start("::1")
    try:
        assert server.origin.startswith("http://[::1]:")
    finally:
        await server.stop()


async def test_a_server_that_does_not_listen_answers_a_client_in_its_own_process_the_same_bytes() -> None:
    server = ModelServer()
    body = chat_body()

    async with httpx.AsyncClient(transport=server.transport(), base_url="http://fake/v1") as client:
        answer = await client.post("/chat/completions", json=body)
        assert server.journal.open_sockets == 1

    async with ModelServer() as listening, httpx.AsyncClient(base_url=listening.base_url, trust_env=False) as client:
        over_a_socket = await client.post("/chat/completions", json=body)
    assert (answer.status_code, answer.content) == (200, over_a_socket.content)
    assert [str(exchange) for exchange in server.journal] == ["#0 POST /v1/chat/completions (drained, 1 events)"]
