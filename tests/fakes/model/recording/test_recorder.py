import asyncio
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.model.recording import RecordingServer
from tests.fakes.model.recording.provider import PATIENCE, Provider, Step, chunk, head, stream, whole
from tests.fakes.model.recording.recorded import CHUNKED, exchanges, files, recorded, replayed, said
from tests.fakes.model.recording.wire import KEY, Heard, body, connect, hear, message, post

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


async def not_kept(folder: Path, steps: Sequence[Step], request: bytes) -> tuple[Heard, list[str]]:
    told: list[str] = []
    async with (
        Provider(lambda _: steps) as provider,
        RecordingServer(provider.upstreams("/v1", "/v1"), folder, tell=told.append) as server,
    ):
        heard = await hear(server, request)
        assert list(server.verdict()) == told
        (exchange,) = server.journal
    assert files(folder) == []
    # What the journal counts is what the client got.
    assert exchange.bytes_sent == len(b"".join(heard.chunks) if b"chunked" in heard.head else heard.rest)
    assert exchange.outcome in ("drained", "dropped")
    return heard, told


PIECES = stream(*(b'data: {"d":{"t":"%s"}}\n\n' % KEY[at : at + 6].encode() for at in range(0, len(KEY), 6)))
UNKEPT: dict[str, tuple[Sequence[Step], str]] = {
    "a key in pieces": (PIECES, "what looks like a key (openai) would be in it"),
    "a key in escapes": (whole(b'{"k":"\\u0073\\u006b' + KEY[2:].encode() + b'"}'), "what looks like a key (openai)"),
    "encoded bytes": (whole(gzip.compress(b"x"), content_encoding="gzip"), "the answer came encoded (gzip)"),
}


@pytest.mark.parametrize(("steps", "reason"), UNKEPT.values(), ids=UNKEPT)
async def test_what_must_not_be_written_still_reaches_the_client(
    tmp_path: Path, steps: Sequence[Step], reason: str
) -> None:
    heard, told = await not_kept(tmp_path, steps, post(body()))

    assert heard.status == 200
    (complaint,) = told
    assert complaint.startswith("not kept: POST /v1/chat/completions: ")
    assert reason in complaint


MUTE: dict[str, tuple[Sequence[Step], str, str]] = {
    "no status": ((), "/v1/x", "RemoteProtocolError: Server disconnected"),
    "a status that is none": ((b"HTTP/1.1 huh\r\n\r\n",), "/v1/x", "RemoteProtocolError"),
    "a reset before the status": (("reset",), "/v1/x", "ReadError"),
    "no upstream for the path": ((), "/v2/x", "no upstream is named for /v2/x"),
}


@pytest.mark.parametrize(("steps", "target", "reason"), MUTE.values(), ids=MUTE)
async def test_a_real_server_that_says_nothing_is_a_bad_gateway(
    tmp_path: Path, steps: Sequence[Step], target: str, reason: str
) -> None:
    heard, told = await not_kept(tmp_path, steps, post(body(), target))

    assert heard.status == 502
    error = json.loads(heard.rest)["error"]
    assert (error["type"], error["code"]) == ("upstream_error", "upstream_unreachable")
    assert error["message"].startswith(reason)
    assert told == [f"not kept: POST {target}: {error['message']}"]


async def test_an_answer_that_falls_silent_is_cut_off_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.model.recording.upstreams._SILENCE_SECONDS", 0.2)

    heard, told = await not_kept(tmp_path, (head(**CHUNKED), chunk(b"one"), "hang"), post(body()))

    assert heard.rest == b"3\r\none\r\n"
    assert told == ["not kept: POST /v1/chat/completions: ReadTimeout"]


@pytest.mark.parametrize("steps", [("hang",), (head(**CHUNKED), "hang"), (head(**CHUNKED), chunk(b"x"), "hang")])
async def test_a_client_that_leaves_ends_the_asking_and_nothing_is_kept(
    tmp_path: Path, steps: Sequence[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.model.recording.relay._LAST_READ_SECONDS", 0.1)
    told: list[str] = []
    async with (
        Provider(lambda _: steps) as provider,
        RecordingServer(provider.upstreams(), tmp_path, tell=told.append) as server,
    ):
        _, writer = await connect(server)
        writer.write(post(body()))
        await server.journal.arrived(1, PATIENCE)
        await asyncio.sleep(0.1)
        writer.close()
        async with asyncio.timeout(PATIENCE):
            await provider.left.wait()
        assert await server.journal[0].ended(PATIENCE) == "aborted"

        assert server.verdict() == ()
    assert told == ["not kept: POST /v1/chat/completions: the client left before the end"]
    assert files(tmp_path) == []


async def test_a_client_that_leaves_when_everything_was_said_is_kept(tmp_path: Path) -> None:
    told: list[str] = []
    async with (
        Provider(lambda _: stream(b"data: [DONE]\n\n", 0.3)) as provider,
        RecordingServer(provider.upstreams(), tmp_path, tell=told.append) as server,
    ):
        reader, writer = await connect(server)
        writer.write(post(body()))
        await reader.readuntil(b"[DONE]")
        writer.close()
        await server.journal.settled(PATIENCE)

    assert [said(exchange) for exchange in exchanges(tmp_path)] == [["data: [DONE]\n\n"]]
    assert told == []


async def test_what_is_said_after_the_client_left_is_not_taken_for_heard(tmp_path: Path) -> None:
    told: list[str] = []
    async with (
        Provider(lambda _: stream(b"one", 0.3, b"two")) as provider,
        RecordingServer(provider.upstreams(), tmp_path, tell=told.append) as server,
    ):
        reader, writer = await connect(server)
        writer.write(post(body()))
        await reader.readuntil(b"one")
        writer.close()
        await server.journal.settled(PATIENCE)

    assert told == ["not kept: POST /v1/chat/completions: the client left before the end"]


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    async with (
        Provider(lambda _: whole(b"{}")) as provider,
        RecordingServer(provider.upstreams(), tmp_path / "file" / "folder") as server,
    ):
        assert (await hear(server, post(body()))).rest == b"{}"
        (complaint,) = server.verdict()

    assert complaint.startswith("not kept: POST /v1/chat/completions: [Errno 20]")
    assert capsys.readouterr().err == f"fake model: {complaint}\n"


async def test_head_is_recorded_without_a_body(tmp_path: Path) -> None:
    live = await recorded(tmp_path, (head(content_length="12"),), message("HEAD", "/v1/models"))

    assert b"content-length: 12" in live.head
    assert await replayed(tmp_path, message("HEAD", "/v1/models")) == live


async def test_one_connection_carries_many_exchanges(tmp_path: Path) -> None:
    async with (
        Provider(lambda _: stream(b"one")) as provider,
        RecordingServer(provider.upstreams(), tmp_path) as server,
    ):
        reader, writer = await connect(server)
        for question in ("a", "b"):
            writer.write(post(body(question), connection="keep-alive"))
            async with asyncio.timeout(PATIENCE):
                await reader.readuntil(b"3\r\none\r\n0\r\n\r\n")
        writer.close()

    assert len(files(tmp_path)) == 2
