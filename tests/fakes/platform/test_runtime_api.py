import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from fakes.platform import Platform
from fakes.platform.function_error import FunctionError
from fakes.platform.invocation import Invocation
from fakes.platform.runtime_api import RuntimeApi
from tests.fakes.platform.asking import INVOKE, ask, logged, running
from tests.fakes.platform.puppets import puppet

ANSWER: list[object] = ["answer", "1"]
ERROR = "/invocation/ID/error"
RESPONSE = "/invocation/ID/response"


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(puppet()) as platform:
        yield platform


def test_an_event_comes_with_all_that_a_runtime_is_promised(platform: Platform) -> None:
    headers = json.loads(ask(platform, INVOKE, [["headers"]]).body)
    assert headers["content-type"] == "application/json"
    assert len(headers["lambda-runtime-aws-request-id"]) == 36
    assert len(headers["lambda-runtime-invocation-id"]) == 36
    assert headers["lambda-runtime-invocation-id"] != headers["lambda-runtime-aws-request-id"]
    assert 1_600_000_000_000 < int(headers["lambda-runtime-deadline-ms"]) < 10_000_000_000_000
    assert headers["lambda-runtime-invoked-function-arn"].startswith("arn:aws:lambda:")
    assert headers["lambda-runtime-trace-id"].startswith("Root=1-")
    assert "lambda-runtime-client-context" not in headers


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([["call", "GET", "/invocation/next"], ANSWER], "status 403"),
        ([["call", "POST", "/invocation/other/response"], ANSWER], "status 400"),
        ([["call", "POST", "/invocation/other/error"], ANSWER], "status 400"),
        ([ANSWER, ["call", "POST", RESPONSE]], "status 403"),
        ([ANSWER, ["call", "POST", ERROR]], "status 403"),
        ([["stream"], ["write", "x"], ["call", "POST", ERROR, "{}"], ["end"]], "status 403"),
        ([["error", "{}"], ["call", "POST", RESPONSE]], "status 403"),
        ([["call", "GET", "/nothing"], ANSWER], "status 404"),
        ([["call", "PUT", RESPONSE], ANSWER], "status 404"),
        ([["call", "GET", "/invocation/next", "body"], ANSWER], "status 413"),
        ([["answer", "1", "text/plain", "lambda-runtime-invocation-id: other"], ANSWER], "status 400"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_and_breaks_nothing(
    platform: Platform, steps: list[list[object]], said: str
) -> None:
    before = len(platform.log)
    ask(platform, INVOKE, steps)
    ask(platform, INVOKE, [ANSWER])
    assert [line for line in platform.log[before:] if line.startswith(said)]


@pytest.mark.parametrize(
    "steps", [[["bad_http"], ANSWER], [["stream"], ["write", "x"], ["raw", "zz\r\n"], ["exit", 0]]]
)
def test_what_is_not_http_is_answered_with_400(platform: Platform, steps: list[list[object]]) -> None:
    before = len(platform.log)
    ask(platform, INVOKE, steps)
    ask(platform, INVOKE, [ANSWER])
    assert [line for line in platform.log[before:] if line.startswith("status 400")]


def test_a_runtime_may_name_its_invocation(platform: Platform) -> None:
    assert ask(platform, INVOKE, [["named_answer"]]).body == b"1"


def test_the_cause_for_x_ray_is_accepted(platform: Platform) -> None:
    steps = [["error", '{"errorType":"E"}', "lambda-runtime-function-xray-error-cause: {}"]]
    assert ask(platform, INVOKE, steps).header("x-amz-function-error") == "Unhandled"
    assert logged(platform, "status 202")


class Owner:
    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.error: FunctionError | None = None

    def ready(self) -> None:
        self.asked.set()

    def init_failed(self, error: FunctionError) -> None:
        self.error = error


@pytest.fixture
async def api() -> AsyncIterator[tuple[RuntimeApi, Owner]]:
    owner = Owner()
    api = RuntimeApi(puppet(), owner)
    await api.start()
    yield api, owner
    await api.stop()


async def call(api: RuntimeApi, method: str, path: str, body: str = "") -> tuple[int, str]:
    host, port = api.address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"{method} /2018-06-01/runtime{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {len(body)}"
    writer.write(f"{head}\r\n\r\n{body}".encode())
    first, _, rest = (await reader.read()).decode().partition("\r\n")
    writer.close()
    await writer.wait_closed()
    return int(first.split()[1]), rest.partition("\r\n\r\n")[2]


@pytest.mark.anyio
async def test_an_answer_that_comes_after_the_timeout_is_gone(api: tuple[RuntimeApi, Owner]) -> None:
    server, owner = api
    server.expire()
    asking = asyncio.create_task(call(server, "GET", "/invocation/next"))
    await owner.asked.wait()
    invocation = Invocation(b"[]")
    server.assign(invocation, 0.0)
    assert await asking == (200, "[]")

    server.expire()
    for what in ("response", "error"):
        status, body = await call(server, "POST", f"/invocation/{invocation.id}/{what}", "{}")
        assert (status, json.loads(body)["errorType"]) == (410, "InvocationGone")
    assert not invocation.begun.done()


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["init", "restore"])
async def test_a_failing_start_is_passed_on(api: tuple[RuntimeApi, Owner], what: str) -> None:
    server, owner = api
    assert (await call(server, "POST", f"/{what}/error", '{"errorType":"E"}'))[0] == 202
    assert owner.error is not None
    assert (owner.error.type, owner.error.payload) == ("E", b'{"errorType":"E"}')


@pytest.mark.anyio
async def test_the_api_is_only_reachable_from_this_machine(api: tuple[RuntimeApi, Owner]) -> None:
    host, port = api[0].address.split(":")
    assert host == "127.0.0.1"
    with pytest.raises(OSError, match=r"in use|denied"), socket.socket() as other:
        other.bind((host, int(port)))
