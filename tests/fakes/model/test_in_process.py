"""The real connection and httpx's real engine, with memory in place of a socket."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import httpx
import openai
import pytest

from fakes.model import request_reader
from fakes.model.in_process.wire import CAPACITY
from fakes.model.reply import Body, Ending, Frame, Reply, json_reply
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.raw_client import PATIENCE
from tests.fakes.model.stub import URL, Stub, read_into

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """Both loops that the transport may find itself in."""
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


async def test_an_event_can_be_read_before_the_next_one_is_due() -> None:
    stub = Stub.of(Frame(0, b"first"), Frame(30, b"second"))

    async with stub.client.stream("GET", URL) as response:
        parts = response.aiter_raw()
        assert (await anext(parts), stub.time.now()) == (b"first", 0)
        await stub.time.advance(30)
        assert (await anext(parts), stub.exchanges[0].outcome) == (b"second", "drained")


async def test_events_stay_apart_as_they_were_sent() -> None:
    stub = Stub.of(*(Frame(0, b"%d" % number) for number in range(5)))

    async with stub.client.stream("GET", URL) as response:
        assert [part async for part in response.aiter_raw()] == [b"0", b"1", b"2", b"3", b"4"]


async def test_one_connection_serves_one_request_after_another() -> None:
    stub = Stub(lambda request: json_reply([request.method, request.target, request.body.decode()]))

    answers = [(await stub.client.post(f"{URL}?n={number}", content=f"{number}")).json() for number in range(3)]

    assert answers == [["POST", f"/v1/anything?n={number}", f"{number}"] for number in range(3)]
    assert len(stub.connections) == 1
    await stub.client.aclose()
    await stub.no_connection()


async def test_requests_at_the_same_time_have_connections_of_their_own() -> None:
    stub = Stub.of(Frame(0, b"a", gate="here"))
    asking = [asyncio.create_task(stub.client.get(URL)) for _ in range(3)]
    await stub.time.advance(0)
    assert (stub.gates.waiting("here"), len(stub.connections)) == (3, 3)

    stub.gates.open("here")
    assert [(await answer).content for answer in asking] == [b"a"] * 3


@pytest.mark.parametrize(
    ("then", "error"),
    [("drop", httpx.RemoteProtocolError), ("reset", httpx.ReadError), ("hang", httpx.ReadTimeout)],
)
async def test_a_fault_comes_after_every_byte_before_it(then: Ending, error: type[Exception]) -> None:
    stub = Stub.of(Frame(0, b"one"), Frame(0, b"two"), then=then, timeout=0.05)
    parts: list[bytes] = []

    with pytest.raises(error):
        await read_into(parts, stub)
    assert b"".join(parts) == b"onetwo"
    assert await stub.exchanges[0].ended(PATIENCE) == {"drop": "dropped", "reset": "reset", "hang": "hung"}[then]
    await stub.no_connection()


async def test_silence_is_not_even_a_status() -> None:
    stub = Stub.of(Frame(0, b"one"), then="silence", timeout=0.05)

    with pytest.raises(httpx.ReadTimeout):
        await read_into([], stub)
    assert await stub.exchanges[0].ended(PATIENCE) == "hung"


async def test_a_reader_that_leaves_in_the_middle_is_noticed() -> None:
    stub = Stub.of(Frame(0, b"one"), Frame(600, b"two"))

    async with stub.client.stream("GET", URL) as response:
        assert await anext(response.aiter_raw()) == b"one"
    assert await stub.exchanges[0].ended(PATIENCE) == "aborted"
    await stub.no_connection()


@pytest.mark.parametrize("first", [0, 600], ids=["within the body", "before the status"])
async def test_a_reader_that_is_cancelled_is_noticed(first: float) -> None:
    stub = Stub.of(Frame(first, b"one"), Frame(600, b"two", gate="end"))

    reading = asyncio.create_task(stub.client.get(URL))
    await stub.time.advance(0)
    reading.cancel()
    await asyncio.wait([reading])
    assert await stub.exchanges[0].ended(PATIENCE) == "aborted"
    await stub.no_connection()


async def test_a_reader_that_does_not_read_makes_the_server_wait() -> None:
    made: list[int] = []

    def frames() -> Iterator[Frame]:
        for number in range(400):
            made.append(number)
            yield Frame(0, b"x" * 1000)

    stub = Stub(lambda _: Reply(200, (), Body(frames())))
    async with stub.client.stream("GET", URL) as response:
        await stub.time.advance(0)
        seen = -1
        while seen != len(made):
            seen = len(made)
            await stub.time.advance(0)
        assert CAPACITY / 1007 < seen < 150
        (connection,) = stub.connections
        assert 0 < connection._transport.get_write_buffer_size() < 1100

        assert len(await response.aread()) == 400_000
    assert (len(made), stub.exchanges[0].outcome) == (400, "drained")


async def test_a_body_larger_than_memory_between_them_arrives_whole_both_ways() -> None:
    stub = Stub(lambda request: Reply(200, (), Body((Frame(0, request.body),), length=len(request.body))))
    body = bytes(range(256)) * 4000

    assert (await stub.client.post(URL, content=body)).content == body


async def test_who_sends_too_much_gets_to_read_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_reader, "BODY_LIMIT", 1000)
    stub = Stub(lambda request: json_reply({"fault": request.fault}, status=413))

    response = await stub.client.post(URL, content=b"x" * 100_000)

    assert (response.status_code, response.json()) == (413, {"fault": "too_large"})
    assert response.headers["connection"] == "close"


async def test_an_answer_that_closes_its_connection_is_followed_by_a_new_one() -> None:
    stub = Stub.of(Frame(0, b"a"))

    for _ in range(2):
        assert (await stub.client.get(URL, headers={"connection": "close"})).content == b"a"
        await stub.no_connection()


async def test_a_server_that_stops_cuts_a_stream_off() -> None:
    stub = Stub.of(Frame(0, b"one"), Frame(600, b"two"))
    parts: list[bytes] = []
    reading = asyncio.create_task(read_into(parts, stub))
    await stub.time.advance(1)

    (connection,) = stub.connections
    await connection.abort()
    with pytest.raises(httpx.RemoteProtocolError):
        await reading
    assert (parts, stub.exchanges[0].outcome, stub.connections) == ([b"one"], "aborted", set())


async def test_an_idle_connection_that_the_server_has_closed_is_replaced() -> None:
    stub = Stub.of(Frame(0, b"a"))
    for _ in range(2):
        assert (await stub.client.get(URL)).content == b"a"
        (connection,) = stub.connections
        await connection.abort()
    assert len(stub.exchanges) == 2


async def test_a_server_that_closes_while_a_body_is_sent_is_an_error_and_never_a_hang() -> None:
    stub = Stub.of(Frame(0, b"a"))

    async def body() -> AsyncIterator[bytes]:
        yield b"x"
        (connection,) = stub.connections
        await connection.abort()
        yield b"x"

    with pytest.raises(httpx.RemoteProtocolError):
        await stub.client.post(URL, content=body())


async def test_an_https_address_leads_to_the_same_answers() -> None:
    stub = Stub.of(Frame(0, b"a"))

    assert (await stub.client.get("https://api.example.com:8443/v1")).content == b"a"


async def test_another_scheme_is_an_error_of_httpx() -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        await Stub.of().client.get("ftp://fake/")


async def test_thirty_silent_seconds_of_the_official_client_take_none() -> None:
    chunk = b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[%b]}\n\n'
    event = chunk % b'{"index":0,"delta":{"content":"%b"}}'
    stub = Stub.of(Frame(0, event % b"Hel"), Frame(30, event % b"lo"), Frame(60, b"data: [DONE]\n\n"))
    stub.time = VirtualTime(auto=True)
    client = openai.AsyncOpenAI(api_key="none", http_client=stub.client, max_retries=0)

    stream = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}], stream=True)
    said = [(chunk.choices[0].delta.content, stub.time.now()) async for chunk in stream]

    assert said == [("Hel", 0), ("lo", 30)]
    assert (await stub.exchanges[0].ended(PATIENCE), stub.time.now()) == ("drained", 60)


def test_httpx_is_imported_only_for_those_who_ask_for_a_transport() -> None:
    program = "import sys, fakes.model, fakes.model.in_process; print({'httpx', 'httpcore'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout == b"set()\n"
