import asyncio
import json
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.model.recording import RecordingServer, Volatile
from fakes.model.request import Request
from tests.fakes.model.recording.provider import PATIENCE, Provider, Step, chunk, head, stream, whole
from tests.fakes.model.recording.recorded import CHUNKED, NOBODY, exchanges, files, recorded, replayed, said
from tests.fakes.model.recording.wire import KEY, body, connect, hear, message, post

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


ANSWERS: dict[str, Sequence[Step]] = {
    "a whole answer": whole(b'{"id":"chatcmpl-1"}', content_type="application/json", x_request_id="req_1"),
    "a stream": stream(b'data: {"a":1}\n\n', b'data: {"b":2}\n\n', b"data: [DONE]\n\n", date="Mon, 01 Jan 2024"),
    "bytes that are no text": stream(b"\x00\x00\x01\xff", b"\xe2\x82", b"\xac"),
    "an error": whole(b'{"error":{"message":"no"}}', "429 Too Many Requests", retry_after="7"),
    "a redirect": whole(b"", "307 Temporary Redirect", location="https://elsewhere.invalid/v1"),
    "an unknown status": whole(b"", "599 Odd"),
    "nothing": (head("204 No Content"),),
    "the end of the connection as the end": (head(content_type="text/plain"), b"one", b"two"),
    "a header twice": whole(b"x", warning="one", Warning="two"),
    "a stream cut by FIN": (head(**CHUNKED), chunk(b"one"), chunk(b"two")),
    "a stream cut by RST": (head(**CHUNKED), chunk(b"one"), chunk(b"two"), 0.05, "reset"),
    "a stream cut before it began": (head(**CHUNKED),),
    "a length that is not kept": (head(content_length="9"), b"four"),
    "a big answer": stream(b"x" * 300_000, b"y" * 5),
}


@pytest.mark.parametrize("steps", ANSWERS.values(), ids=ANSWERS)
async def test_what_was_recorded_is_replayed_byte_for_byte(tmp_path: Path, steps: Sequence[Step]) -> None:
    request = post(body(stream=True))

    live = await recorded(tmp_path, steps, request)

    assert await replayed(tmp_path, request) == live


async def test_the_client_gets_the_bytes_chunks_and_headers_of_the_real_server(tmp_path: Path) -> None:
    heard = await recorded(tmp_path, stream(b"one", b"two", X_Odd="v"), post(body()))

    assert heard.data == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nX-Odd: v\r\ntransfer-encoding: chunked\r\n"
        b"connection: close\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    )


async def test_an_answer_that_has_no_body_ends_with_its_head(tmp_path: Path) -> None:
    heard = await recorded(tmp_path, (head("204 No Content"),), post(body()))

    assert heard.data == b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"


async def test_an_answer_passes_as_it_comes(tmp_path: Path) -> None:
    async with (
        Provider(lambda _: (head(**CHUNKED), chunk(b"early"), "hang")) as provider,
        RecordingServer(provider.upstreams(), tmp_path) as server,
    ):
        reader, writer = await connect(server)
        writer.write(post(body()))
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"early\r\n")
        writer.close()


async def test_the_real_server_is_asked_what_the_client_asked(tmp_path: Path) -> None:
    async with Provider(lambda _: whole(b"{}")) as provider:
        async with RecordingServer(provider.upstreams("/openai", "/base"), tmp_path) as server:
            headers = {"accept-encoding": "gzip", "x-fake-session": "mine", "openai-beta": "assistants=v2"}
            await hear(server, post(body(), "/openai/v1/x%20y?a=1&key=AIza", **headers))

        (request,) = provider.requests
        assert (request.method, request.target) == ("POST", "/base/v1/x%20y?a=1&key=AIza")
        assert json.loads(request.body) == body()
        assert dict(request.headers) == {
            "host": provider.host,
            "authorization": f"Bearer {KEY}",
            "content-type": "application/json",
            "openai-beta": "assistants=v2",
            "accept-encoding": "identity",
            "content-length": str(len(request.body)),
        }
    (exchange,) = exchanges(tmp_path)
    assert exchange["expect"]["path"] == "/openai/v1/x%20y?a=1"


async def test_turns_of_one_conversation_are_recordings_of_their_own(tmp_path: Path) -> None:
    first = body("Again.")
    second = {**first, "messages": [first["messages"], {"role": "user", "content": "Again."}]}

    def answer(request: Request) -> Sequence[Step]:
        return whole(b'"one"' if request.body == json.dumps(first).encode() else b'"two"')

    async with Provider(answer) as provider, RecordingServer(provider.upstreams(), tmp_path) as server:
        for turn in (first, second):
            await hear(server, post(turn))

    assert len(files(tmp_path)) == 2
    # Asked the other way round: no turn takes the other's answer.
    assert (await replayed(tmp_path, post(second))).rest == b'"two"'
    assert (await replayed(tmp_path, post(first))).rest == b'"one"'


async def test_repeats_are_replayed_in_their_order_and_the_next_one_is_asked_and_appended(tmp_path: Path) -> None:
    answers = iter((b"one", b"two", b"three"))
    async with Provider(lambda _: whole(next(answers))) as provider:
        async with RecordingServer(provider.upstreams(), tmp_path) as server:
            assert [(await hear(server, post(body()))).rest for _ in range(2)] == [b"one", b"two"]
        async with RecordingServer(provider.upstreams(), tmp_path, once=True) as server:
            assert [(await hear(server, post(body()))).rest for _ in range(3)] == [b"one", b"two", b"three"]

        assert len(provider.requests) == 3
        assert [said(exchange) for exchange in exchanges(tmp_path)] == [["one"], ["two"], ["three"]]


async def test_another_run_replaces_what_an_earlier_one_recorded(tmp_path: Path) -> None:
    for answer in (b"old", b"new"):
        await recorded(tmp_path, whole(answer), post(body()))

    assert [said(exchange) for exchange in exchanges(tmp_path)] == [["new"]]


async def test_repeats_at_the_same_time_stand_in_the_order_in_which_they_were_asked(tmp_path: Path) -> None:
    slow = asyncio.Event()
    answers = iter(((0.3, *whole(b"first")), whole(b"second")))

    def answer(_: Request) -> Sequence[Step]:
        slow.set()
        return next(answers)

    async with Provider(answer) as provider, RecordingServer(provider.upstreams(), tmp_path) as server:
        first = asyncio.ensure_future(hear(server, post(body())))
        await slow.wait()
        await hear(server, post(body()))
        await first

    assert [said(exchange) for exchange in exchanges(tmp_path)] == [["first"], ["second"]]


async def test_the_times_are_those_of_the_network(tmp_path: Path) -> None:
    await recorded(tmp_path, (0.2, *stream(b"one", 0.3, b"two", 0.15)), post(body()))

    ((exchange),) = exchanges(tmp_path)
    frames = exchange["respond"]["frames"]
    assert isinstance(frames, list)
    pauses = [frame["pause_ms"] for frame in frames if isinstance(frame, dict)]
    assert exchange["respond"]["head_ms"] >= 200  # type: ignore[operator] # a number, or the test fails
    assert max(pauses) >= 300
    assert [frame for frame in frames if isinstance(frame, str)] == ["one", "two"]
    # The time before the end counts, too.
    assert frames[-1]["pause_ms"] >= 150


async def test_a_recording_is_for_its_owner_only_and_holds_no_key(tmp_path: Path) -> None:
    said = f'data: {{"you sent":"{KEY[:12]}'.encode(), KEY[12:].encode(), b'"}\n\n'
    steps = stream(*said, set_cookie="__cf=1", openai_organization="org-mine", x_echo=f"Bearer {KEY}")

    heard = await recorded(tmp_path / "new", steps, post(body(f"My key is {KEY}."), f"/v1/chat?key={KEY}"))

    (file,) = (tmp_path / "new").iterdir()
    text = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    # The client still gets everything.
    assert b"".join(heard.chunks) == b"".join(said)
    assert not any(secret in text for secret in (KEY, KEY[:12], KEY[12:], "__cf", "org-mine"))
    (exchange,) = exchanges(tmp_path / "new")
    assert exchange["expect"]["path"] == "/v1/chat"
    assert exchange["expect"]["body"] == body("My key is redacted-openai-key.")
    assert exchange["respond"]["headers"] == [
        ["content-type", "text/event-stream"],
        ["set-cookie", "redacted-set-cookie"],
        ["openai-organization", "redacted-openai-organization"],
        ["x-echo", "Bearer redacted-openai-key"],
    ]
    assert (await replayed(tmp_path / "new", post(body(f"My key is {KEY}."), "/v1/chat"))).chunks == [
        b'data: {"you sent":"redacted-openai-key',
        b'"}\n\n',
        b"",
    ]


async def test_an_announced_length_follows_what_redaction_leaves(tmp_path: Path) -> None:
    await recorded(tmp_path, whole(f'{{"key":"{KEY}"}}'.encode()), post(body()))

    heard = await replayed(tmp_path, post(body()))
    assert heard.rest == b'{"key":"redacted-openai-key"}'
    assert f"content-length: {len(heard.rest)}".encode() in heard.head


LOCAL = {
    "health": (message("GET", "/_fake/health"), 200, '{"status":"ok","recording":true}'),
    "nothing else of the fake": (message("GET", "/_fake/journal"), 404, "there is nothing at /_fake/journal"),
    "what is not HTTP": (b"nonsense\r\n\r\n", 400, "The request could not be read: malformed."),
}


@pytest.mark.parametrize(("request_", "status", "text"), LOCAL.values(), ids=LOCAL)
async def test_what_is_meant_for_the_fake_never_leaves(tmp_path: Path, request_: bytes, status: int, text: str) -> None:
    async with Provider(lambda _: ()) as provider:
        async with RecordingServer(provider.upstreams(), tmp_path) as server:
            heard = await hear(server, request_)

        assert (heard.status, provider.requests) == (status, [])
        assert text in heard.rest.decode()


async def test_volatile_fields_do_not_make_another_request(tmp_path: Path) -> None:
    volatile = Volatile(paths=["$.trace"], patterns=[r"\d{4}-\d\d-\d\d"])
    async with Provider(lambda _: whole(b"one")) as provider:
        async with RecordingServer(provider.upstreams(), tmp_path, volatile=volatile) as server:
            await hear(server, post(body("Today is 2024-01-01.", trace="a")))
        async with RecordingServer(NOBODY, tmp_path, once=True, volatile=volatile) as server:
            assert (await hear(server, post(body("Today is 2025-12-31.", trace="b")))).rest == b"one"
            assert (await hear(server, post(body("Today is 2025.", trace="b")))).status == 502


async def test_a_server_that_does_not_listen_has_no_origin_and_one_that_listens_is_not_started_again(
    tmp_path: Path,
) -> None:
    server = RecordingServer(NOBODY, tmp_path)
    await server.stop()
    with pytest.raises(RuntimeError, match="not started"):
        server.origin  # noqa: B018 - the property is what is tested
    await server.start("::1")
    try:
        assert server.origin.startswith("http://[::1]:")
        with pytest.raises(RuntimeError, match="already started"):
            await server.start()
    finally:
        await server.stop()
