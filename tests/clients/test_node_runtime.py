"""AWS's own runtime client for Node.js streams through the fake Lambda platform: what it sends is what AWS takes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.platform import Function, Platform
from tests.fakes.platform.asking import INVOKE, ask, logged, response_to, running
from tests.fakes.platform.sdk import sdk

from .node import FOLDER

FUNCTION = Function(
    handler="functions/stream.handler",
    command=(
        "node",
        "--require",
        "./functions/without_addon.cjs",
        "node_modules/aws-lambda-ric/index.mjs",
        "functions/stream.handler",
    ),
    cwd=FOLDER,
    environ={"AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1": "true"},
    timeout=30.0,
)

BODY = b"data: first\n\ndata: last\n\n"


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(FUNCTION) as platform:
        yield platform


@pytest.mark.parametrize("path", ["/", INVOKE])
def test_what_node_streams_is_an_http_answer(platform: Platform, path: str) -> None:
    reply = ask(platform, path, {})
    assert (reply.status, reply.body, reply.truncated) == (201, BODY, False)
    assert [value for name, value in reply.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert (reply.header("content-type"), reply.header("x-sender")) == ("text/event-stream", "node")


@pytest.mark.parametrize("path", ["/", INVOKE])
def test_a_piece_arrives_before_the_next_one_is_written(platform: Platform, path: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with response_to(platform, path, {"gate": str(gate)}) as response:
        first = response.read(len("data: first\n\n"))
        gate.touch()
        assert first + response.read() == BODY


def test_without_a_prelude_the_type_is_the_stream_s(platform: Platform) -> None:
    reply = ask(platform, "/", {"verb": "raw"})
    assert (reply.status, reply.header("content-type"), reply.body) == (200, "text/plain", b"raw")


def test_an_sdk_gets_the_prelude_as_payload(platform: Platform) -> None:
    with sdk(platform) as client:
        *chunks, end = client.invoke_with_response_stream(FunctionName="function", Payload=b"{}")["EventStream"]
    head, delimiter, body = b"".join(chunk["PayloadChunk"]["Payload"] for chunk in chunks).partition(b"\0" * 8)
    assert json.loads(head)["statusCode"] == 201
    assert (delimiter, body) == (b"\0" * 8, BODY)
    assert end == {"InvokeComplete": {}}


def test_a_late_failure_is_a_missing_end_and_an_sdk_s_error(platform: Platform) -> None:
    reply = ask(platform, "/", {"verb": "fail"})
    assert (reply.status, reply.body, reply.truncated) == (201, b"data: first\n\n", True)
    with sdk(platform) as client:
        *_, end = client.invoke_with_response_stream(FunctionName="function", Payload=b'{"verb":"fail"}')["EventStream"]
    assert end["InvokeComplete"]["ErrorCode"] == "TypeError"
    assert json.loads(end["InvokeComplete"]["ErrorDetails"])["errorMessage"] == "too late"
    assert logged(platform, "TypeError", '"errorMessage":"too late"')


def test_an_early_failure_is_502(platform: Platform) -> None:
    reply = ask(platform, "/", {"verb": "fail first"})
    assert (reply.status, reply.body) == (502, b"Internal Server Error")
    assert json.loads(ask(platform, INVOKE, {"verb": "fail first"}).body)["errorMessage"] == "too early"
