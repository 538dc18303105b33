import asyncio
import fcntl
from pathlib import Path

import pytest

from fakes.model import ModelServer, Pacing
from tests.fakes.model.raw_client import PATIENCE, RawClient, chat_body, chat_bytes
from tests.fakes.model.scripts_on_disk import exchange, loaded

pytestmark = pytest.mark.anyio

PLAY = chat_bytes(chat_body(model="fake/it", stream=True))
HEAD_END = b"transfer-encoding: chunked\r\n\r\n"


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Both loops that the server may find itself in."""
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


def playing(folder: Path, *frames: object, **respond: object) -> ModelServer:
    return ModelServer(scripts=loaded(folder, it=[exchange(*frames, **respond)]))


async def test_a_clean_close_ends_the_chunks_and_leaves_the_connection_usable(tmp_path: Path) -> None:
    async with playing(tmp_path, "one", "two") as server, RawClient(server) as client:
        await client.send(PLAY)
        await client.until(HEAD_END)
        assert await client.until(b"0\r\n\r\n") == b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
        assert (await client.ask(PLAY))[2] == b"onetwo"
        assert [exchange.outcome for exchange in server.journal] == ["drained", "drained"]


async def test_a_drop_is_fin_without_the_end_of_the_chunks(tmp_path: Path) -> None:
    async with playing(tmp_path, "one", "two", then="drop") as server, RawClient(server) as client:
        await client.send(PLAY + PLAY)
        await client.until(HEAD_END)
        assert await client.rest() == b"3\r\none\r\n3\r\ntwo\r\n"
        assert [(exchange.outcome, exchange.bytes_sent) for exchange in server.journal] == [("dropped", 6)]


async def test_a_reset_is_rst_after_every_byte_before_it_has_arrived(tmp_path: Path) -> None:
    big = "x" * 3_000_000

    async with playing(tmp_path, big, "end", then="reset") as server, RawClient(server) as client:
        await client.send(PLAY)
        await asyncio.sleep(0.05)
        with pytest.raises(ConnectionResetError):
            await client.rest()
        assert client.received.partition(HEAD_END)[2] == b"2dc6c0\r\n" + big.encode() + b"\r\n3\r\nend\r\n"
        exchange = server.journal[-1]
        assert (exchange.outcome, exchange.events_sent, exchange.bytes_sent) == ("reset", 2, 3_000_003)


async def test_a_reset_with_no_frames_comes_after_the_status(tmp_path: Path) -> None:
    async with playing(tmp_path, status=500, then="reset") as server, RawClient(server) as client:
        await client.send(PLAY)
        with pytest.raises(ConnectionResetError):
            await client.rest()
        assert client.received.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
        assert client.received.endswith(HEAD_END)


async def test_a_reset_happens_also_where_the_kernel_does_not_tell_what_has_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untold(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "ioctl", untold)
    async with playing(tmp_path, "one", then="reset") as server, RawClient(server) as client:
        await client.send(PLAY)
        with pytest.raises(ConnectionResetError):
            await client.rest()


async def test_a_client_that_does_not_read_delays_the_reset_and_may_leave(tmp_path: Path) -> None:
    async with (
        playing(tmp_path, "x" * 200_000, then="reset") as server,
        RawClient(server, receive_buffer=4096) as client,
    ):
        await client.send(PLAY)
        await client.until(HEAD_END)
        exchange = server.journal[-1]
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert exchange.outcome == "running"
        client.tear()
        assert await exchange.ended(PATIENCE) == "aborted"


async def test_a_hang_is_silence_that_lasts_until_the_client_leaves(tmp_path: Path) -> None:
    async with playing(tmp_path, "one", then="hang") as server, RawClient(server) as client:
        await client.send(PLAY)
        await client.until(b"3\r\none\r\n")
        exchange = server.journal[-1]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.receive()
        assert (exchange.outcome, exchange.events_sent, exchange.finished) == ("running", 1, None)

        client.close()
        assert await exchange.ended(PATIENCE) == "hung"


async def test_a_hang_ends_when_the_server_stops(tmp_path: Path) -> None:
    server = playing(tmp_path, then="hang")

    async with server, RawClient(server) as client:
        await client.send(PLAY)
        await client.until(HEAD_END)
        await server.stop()
        assert await client.rest() == b""
        assert [exchange.outcome for exchange in server.journal] == ["hung"]
        assert server.journal.open_sockets == 0


async def test_a_client_that_leaves_during_a_pause_is_noticed(tmp_path: Path) -> None:
    async with playing(tmp_path, "one", {"pause_ms": 600_000}, "two") as server, RawClient(server) as client:
        await client.send(PLAY)
        await client.until(b"3\r\none\r\n")
        client.close()
        exchange = server.journal[-1]
        assert await exchange.ended(PATIENCE) == "aborted"
        assert exchange.events_sent == 1


async def test_the_status_comes_before_a_pause_and_every_frame_alone(tmp_path: Path) -> None:
    frames = ({"pause_ms": 30}, "one", {"pause_ms": 30}, {"base64": "4oI="}, {"pause_ms": 30})

    async with playing(tmp_path, *frames, then="drop") as server, RawClient(server) as client:
        await client.send(PLAY)
        reads = [await client.receive() for _ in range(4)]

    assert reads[0].endswith(HEAD_END)
    assert reads[1:] == [b"3\r\none\r\n", b"2\r\n\xe2\x82\r\n", b""]


async def test_pauses_are_skipped_at_script_speed_0(tmp_path: Path) -> None:
    scripts = loaded(tmp_path, it=[exchange({"pause_ms": 600_000}, "one", {"pause_ms": 600_000})])

    async with ModelServer(scripts=scripts, pacing=Pacing(script_speed=0)) as server, RawClient(server) as client:
        assert (await client.ask(PLAY))[2] == b"one"


async def test_an_error_status_is_one_body_of_known_length(tmp_path: Path) -> None:
    error = {"status": 429, "headers": {"Retry-After": "7", "x-request-id": "req_mine"}}

    async with playing(tmp_path, '{"error":', "{}}", **error) as server, RawClient(server) as client:
        status, headers, body = await client.ask(PLAY)

    assert (status, body) == (429, b'{"error":{}}')
    assert (headers["Retry-After"], headers["content-length"]) == ("7", "12")
    assert headers["x-request-id"] == "req_mine"


async def test_a_large_body_is_not_called_drained_while_the_client_does_not_read(tmp_path: Path) -> None:
    async with (
        playing(tmp_path, "x" * 12_000_000, status=500) as server,
        RawClient(server, receive_buffer=4096) as client,
    ):
        await client.send(PLAY)
        await client.until(b"\r\n\r\n")
        exchange = server.journal[-1]
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert exchange.outcome == "running"
        client.close()
        assert await exchange.ended(PATIENCE) == "aborted"


@pytest.mark.parametrize("then", ["close", "drop"])
async def test_an_error_status_with_a_pause_or_another_end_is_chunked(tmp_path: Path, then: str) -> None:
    frames = ("{}", {"pause_ms": 1}) if then == "close" else ("{}",)

    async with playing(tmp_path, *frames, status=503, then=then) as server, RawClient(server) as client:
        await client.send(PLAY)
        assert await client.until(HEAD_END)
        assert await client.until(b"2\r\n{}\r\n")
