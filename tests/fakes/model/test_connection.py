import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from fakes.model import Exchange, ModelServer, connection, request_reader
from fakes.model.application import Application
from fakes.model.performance import WRITE_SIZE
from fakes.model.request import Request
from tests.fakes.model.raw_client import PATIENCE, RawClient, chat_body, chat_bytes, events, request_bytes

pytestmark = pytest.mark.anyio

HEALTH = request_bytes("GET", "/_fake/health")
STREAM = chat_bytes(chat_body(stream=True))
LONG = chat_bytes(chat_body(model="fake/long?tokens=200000", stream=True))


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Both loops that the server may find itself in."""
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def test_a_connection_answers_one_request_after_another(server: ModelServer) -> None:
    async with RawClient(server) as client:
        for _ in range(3):
            status, headers, body = await client.ask(STREAM)
            assert (status, headers["transfer-encoding"]) == (200, "chunked")
            assert events(body)
        assert server.journal.open_sockets == 1


async def test_requests_that_come_at_once_are_answered_in_order(server: ModelServer) -> None:
    async with RawClient(server) as client:
        await client.send(STREAM + HEALTH + chat_bytes(chat_body()))

        assert events((await client.reply())[2])
        assert (await client.reply())[2] == b'{"status":"ok"}'
        assert json.loads((await client.reply())[2])["object"] == "chat.completion"


async def test_a_client_that_asks_without_end_waits_until_it_has_answers(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_QUEUE_LIMIT", 2)

    async with RawClient(server) as client:
        for _ in range(4):
            await client.send(HEALTH * 4)
        assert [(await client.reply())[0] for _ in range(16)] == [200] * 16


async def test_a_connection_that_is_asked_to_close_is_closed_after_the_answer(server: ModelServer) -> None:
    async with RawClient(server) as client:
        await client.send(request_bytes("GET", "/_fake/health", headers={"connection": "close"}) + HEALTH)
        data = await client.rest()

    assert data.count(b"HTTP/1.1 200 OK") == 1
    assert b"connection: close\r\n" in data


async def test_http_1_0_gets_a_stream_without_chunks_that_ends_with_the_connection(server: ModelServer) -> None:
    async with RawClient(server) as client:
        body = json.dumps(chat_body(stream=True)).encode()
        await client.send(request_bytes("POST", "/v1/chat/completions", body, version="1.0"))
        head, _, stream = (await client.rest()).partition(b"\r\n\r\n")

    assert b"transfer-encoding" not in head
    assert events(stream)


async def test_head_is_get_without_the_body(server: ModelServer) -> None:
    async with RawClient(server) as client:
        await client.send(request_bytes("HEAD", "/_fake/health") + HEALTH)

        assert b"content-length: 15\r\n" in await client.until(b"\r\n\r\n")
        assert (await client.reply())[2] == b'{"status":"ok"}'


async def test_a_waiting_body_is_welcomed_before_it_is_sent(server: ModelServer) -> None:
    body = json.dumps(chat_body()).encode()

    async with RawClient(server) as client:
        await client.send(
            request_bytes(
                "POST", "/v1/chat/completions", headers={"expect": "100-continue", "content-length": str(len(body))}
            )
        )
        assert await client.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert (await client.ask(body))[0] == 200


async def test_a_welcome_is_never_written_into_another_answer(server: ModelServer) -> None:
    waiting = request_bytes("POST", "/v1/chat/completions", headers={"expect": "100-continue", "content-length": "2"})

    async with RawClient(server) as client:
        await client.send(STREAM + waiting)
        assert events((await client.reply())[2])
        status, _, body = await client.ask(b"{}")

    assert (status, json.loads(body)["error"]["param"]) == (400, "model")


async def test_what_is_not_http_is_answered_in_the_shape_of_the_api(server: ModelServer) -> None:
    async with RawClient(server) as client:
        await client.send(b"hello there\r\n\r\n")
        head, _, body = (await client.rest()).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert json.loads(body)["error"]["code"] == "malformed_request"


async def test_a_client_that_is_still_sending_too_much_gets_to_read_why(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_reader, "BODY_LIMIT", 1000)

    async with RawClient(server) as client:
        await client.send(request_bytes("POST", "/v1/chat/completions", b"x" * 1_000_000))
        head, _, body = (await client.rest()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413 ")
        assert json.loads(body)["error"]["code"] == "request_too_large"
        assert server.journal.open_sockets == 1


async def test_a_client_that_never_stops_sending_too_much_is_cut_off(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_reader, "BODY_LIMIT", 1000)
    monkeypatch.setattr(connection, "_LINGER_SECONDS", 0.0)

    async with RawClient(server) as client:
        await client.send(request_bytes("POST", "/v1/chat/completions", headers={"content-length": "1001"}))
        await client.rest()
        await _no_socket(server)


@pytest.mark.parametrize("leave", [RawClient.close, RawClient.tear, RawClient.half_close])
@pytest.mark.parametrize("first_ms", [0, 600_000])
async def test_a_client_that_leaves_is_noticed_at_once(server: ModelServer, leave: object, first_ms: int) -> None:
    assert callable(leave)
    model = f"fake/long?tokens=1000000&delay_ms=1&first_ms={first_ms}"

    async with RawClient(server) as client:
        await client.send(chat_bytes(chat_body(model=model, stream=True)))
        if first_ms == 0:
            await client.until(b"\n\n")
        else:
            await _asked(server)
        leave(client)
        assert await server.journal[-1].ended(PATIENCE) == "aborted"
        await _no_socket(server)


async def test_a_reader_that_does_not_read_costs_no_more_than_one_write(server: ModelServer) -> None:
    async with RawClient(server, receive_buffer=4096) as client:
        await client.send(LONG)
        exchange = await _asked(server)
        sent = -1
        while sent != exchange.events_sent:
            sent = exchange.events_sent
            await asyncio.sleep(0.05)
        (held,) = (connection._transport.get_write_buffer_size() for connection in server._connections)

        assert exchange.outcome == "running"
        assert 0 < sent < 200_000
        assert 0 < held <= WRITE_SIZE

        # It goes on where it stood once the client reads.
        while exchange.events_sent == sent:
            await client.receive()
        assert exchange.events_sent > sent


async def test_our_own_mistake_ends_the_connection_and_is_reported_to_the_loop(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def mistake(self: Application, request: Request) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Application, "respond", mistake)
    async with RawClient(server) as client:
        await client.send(HEALTH)
        assert await client.rest() == b""
    assert [type(error) for error in reported] == [ZeroDivisionError]


async def _asked(server: ModelServer) -> Exchange:
    await server.journal.arrived(1, PATIENCE)
    return server.journal[-1]


async def _no_socket(server: ModelServer) -> None:
    for _ in range(1000):
        await asyncio.sleep(0.001)
        if not server.journal.open_sockets:
            return
    raise AssertionError("the connection is still open")
