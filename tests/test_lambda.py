"""Streaming through Lambda from end to end: AWS's runtime client, unmodified, on the local platform, real sockets."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config

from fakes.platform import Function, Platform
from tests.lambda_platform import platform_running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric has wheels for Linux only")

ROOT = Path(__file__).resolve().parent.parent
SERVICE = Function(
    handler="service.handlers.streaming_handler",
    environ={"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"},
    timeout=120.0,
)
PACED = {"model": "fake/long?tokens=20&first_ms=50&delay_ms=50", "prompt": "Hello"}


def function(name: str, **options: float) -> Function:
    return Function(handler=f"tests.lambda_functions.{name}", **options)  # type: ignore[arg-type]


def ask(
    url: str, body: object = None, *, method: str = "POST"
) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, parts.path, json.dumps(body), {"content-type": "application/json"})
    return connection, connection.getresponse()


def whole(url: str, body: object = None, *, method: str = "POST") -> tuple[int, dict[str, str], bytes]:
    connection, response = ask(url, body, method=method)
    try:
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def until_it_breaks(url: str) -> tuple[int, bytes]:
    """Return what came before the connection broke, which it has to."""
    connection, response = ask(url, {})
    received = b""
    try:
        while part := response.read1():
            received += part
    except http.client.IncompleteRead:
        return response.status, received
    finally:
        connection.close()
    pytest.fail("the answer ended in good order")


def share_seen_late(url: str) -> float:
    """Return which share of the whole time had passed when the first token was there."""
    begun = time.monotonic()
    connection, response = ask(url, PACED)
    received, first = b"", 0.0
    while part := response.read1():
        received += part
        if not first and b"\n0:" in received:
            first = time.monotonic() - begun
    connection.close()
    assert received.count(b"\n0:") == 20
    return first / (time.monotonic() - begun)


@pytest.fixture(scope="module")
def service() -> Iterator[Platform]:
    with platform_running(SERVICE) as platform:
        # The first answer waits for imports.
        whole(platform.function_url, {"prompt": "Hello"})
        yield platform


@pytest.mark.parametrize("door", ["function_url", "invoke_url"])
def test_the_first_token_is_seen_while_most_are_unsent(door: str, service: Platform) -> None:
    assert share_seen_late(getattr(service, door)) < 1 / 2


def test_the_inspector_is_behind_a_function_url_too(service: Platform) -> None:
    status, headers, body = whole(service.function_url, method="GET")

    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'sha256-" in headers["content-security-policy"]
    assert body.endswith(b"</html>\n")


def test_a_buffered_function_url_fails_the_same_check() -> None:
    with platform_running(replace(SERVICE, invoke_mode="BUFFERED")) as platform:
        whole(platform.function_url, {"prompt": "Hello"})
        assert share_seen_late(platform.function_url) > 1 / 2


def test_the_contracts_hold_behind_a_function_url(service: Platform) -> None:
    done = subprocess.run(
        [sys.executable, "contracts/verify.py", service.function_url.rstrip("/"), "--upstream", "scripted"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert " 0 failed" in done.stdout


def test_boto3_gets_the_prelude_and_then_token_by_token(service: Platform) -> None:
    client = boto3.client(
        "lambda",
        endpoint_url=service.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - nobody checks it
        config=Config(retries={"max_attempts": 0}),
    )
    answer = client.invoke_with_response_stream(FunctionName="function", Payload=json.dumps(PACED))
    events = list(answer["EventStream"])
    payloads = [event["PayloadChunk"]["Payload"] for event in events if "PayloadChunk" in event]
    assert "InvokeComplete" in events[-1]
    assert "ErrorCode" not in events[-1]["InvokeComplete"]
    prelude, _, body = b"".join(payloads).partition(bytes(8))
    assert json.loads(prelude)["headers"]["x-vercel-ai-data-stream"] == "v1"
    assert body.count(b"\n0:") == 20
    assert len(payloads) >= 20


def test_an_event_of_no_known_shape_is_refused_as_an_http_response(service: Platform) -> None:
    status, headers, body = whole(service.invoke_url, {"foo": 1})
    assert (status, headers["content-type"], headers["x-error-code"]) == (400, "application/json", "unknown_shape")
    assert body == (
        b'{"success":false,"error":"Invalid request format - expected action/payload, prompt, or messages"}'
    )


def test_without_a_key_and_without_faking_the_answer_is_the_seeds() -> None:
    with platform_running(replace(SERVICE, environ={"FAKE_LLM": "0", "OPENAI_API_KEY": ""})) as platform:
        status, _, body = whole(
            platform.invoke_url,
            {"action": "chat-v2-stream", "payload": {"messages": [{"role": "user", "content": "Hello"}]}},
        )
    assert (status, body) == (500, b'{"success":false,"error":"OpenAI API key not configured"}')


def test_the_buffered_handler_answers_operations_and_chats() -> None:
    with platform_running(replace(SERVICE, handler="service.handlers.handler", invoke_mode="BUFFERED")) as platform:
        status, _, body = whole(platform.function_url, {"action": "llm-generate", "payload": {"prompt": "Hello"}})
        assert (status, json.loads(body)["success"]) == (200, True)
        status, headers, body = whole(platform.function_url, {"prompt": "Hello"})
        assert (status, headers["x-vercel-ai-data-stream"]) == (200, "v1")
        assert body.splitlines()[-1].startswith(b"d:")


def test_an_error_before_the_first_byte_is_the_platforms_502_and_in_the_log() -> None:
    with platform_running(function("raises_first")) as platform:
        status, _, body = whole(platform.function_url, {})
        assert (status, body) == (502, b"Internal Server Error")
        log = "\n".join(platform.log)
        assert "Broken: before the first byte" in log
        _, _, body = whole(platform.invoke_url, {})
        error = json.loads(body)
        assert (error["errorType"], error["errorMessage"]) == ("Broken", "before the first byte")
        assert "lambda_functions.py" in error["stackTrace"][0]


def test_an_error_after_the_first_byte_is_told_in_the_stream_and_breaks_it() -> None:
    with platform_running(function("raises_later")) as platform:
        status, received = until_it_breaks(platform.function_url)
        assert (status, received) == (
            200,
            b'data: 1\n\nevent: error\ndata: {"code":"internal_error","error":"Internal server error"}\n\n',
        )
        assert any("sk-secret" in line for line in platform.log)


@pytest.mark.parametrize("name", ["never_ends", "never_ends_sync"])
def test_before_the_timeout_a_stream_is_ended_with_its_error(name: str) -> None:
    with platform_running(function(name, timeout=2.0)) as platform:
        status, received = until_it_breaks(platform.function_url)
        assert (status, received) == (
            200,
            b'data: 1\n\nevent: error\ndata: {"code":"deadline_exceeded","error":"The answer took too long"}\n\n',
        )


def test_our_own_answer_ends_in_good_order_before_the_timeout() -> None:
    slow = {"model": "fake/long?tokens=1000&first_ms=0&delay_ms=100", "prompt": "Hello"}
    environ = {**SERVICE.environ, "MAX_OUTPUT_TOKENS": "2000"}
    with platform_running(replace(SERVICE, timeout=12.0, environ=environ)) as platform:
        _, _, body = whole(platform.function_url, slow)
    lines = body.splitlines()
    assert lines[0].startswith(b"f:")
    assert lines[-3].startswith(b'e:{"finishReason":"error"')
    assert lines[-2:] == [b'2:[{"type":"error","code":"deadline_exceeded"}]', b'3:"The answer took too long"']


def test_what_never_begins_is_killed() -> None:
    with platform_running(function("never_begins", timeout=1.0)) as platform:
        status, _, _ = whole(platform.function_url, {})
        assert status in (502, 504)
        assert any("Task timed out after 1.00 seconds" in line for line in platform.log)


def test_a_process_that_dies_breaks_its_stream_and_the_next_call_gets_a_new_one() -> None:
    with platform_running(function("dies")) as platform:
        for _ in range(2):
            assert until_it_breaks(platform.function_url) == (200, b"data: 1\n\n")


def test_an_empty_body_has_one_line_feed_and_no_content_none() -> None:
    with platform_running(function("writes_nothing")) as platform:
        assert whole(platform.function_url, {})[2] == b"\n"
    with platform_running(function("no_content")) as platform:
        status, _, body = whole(platform.function_url, {})
        assert (status, body) == (204, b"")


def test_what_was_ended_is_whole_whatever_the_function_does_then() -> None:
    with platform_running(function("writes_after_the_end")) as platform:
        assert whole(platform.function_url, {})[2] == b"data: whole\n\n"
        # The process lives, and says what went wrong.
        assert whole(platform.function_url, {})[0] == 200
        assert any("InvalidStreamingOperation" in line for line in platform.log)


def test_a_header_that_breaks_the_head_is_never_sent() -> None:
    with platform_running(function("breaks_its_head")) as platform:
        status, headers, _ = whole(platform.function_url, {})
        assert status == 502
        assert "set-cookie" not in headers


def test_two_streams_at_once_do_not_mix() -> None:
    with platform_running(function("counts", concurrency=2)) as platform, ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: whole(platform.function_url, {})[2].decode().splitlines(), range(2)))
    pids = {line.split()[0] for answer in answers for line in answer}
    assert len(pids) == 2
    for answer in answers:
        assert [line.split()[1] for line in answer] == [str(number) for number in range(20)]
        assert len({line.split()[0] for line in answer}) == 1


def test_a_client_that_does_not_read_stops_the_function_from_writing() -> None:
    with platform_running(function("floods", timeout=60.0)) as platform:
        connection, response = ask(platform.function_url, {})
        response.read(1)
        seen: list[int] = []
        while len(seen) < 10 or seen[-1] != seen[-10]:
            time.sleep(0.1)
            seen.append(sum(line.startswith("FLOODED") for line in platform.log))
        # Far from the 65 GB that it would write: what the sockets on the way hold.
        assert seen[-1] <= 10
        connection.close()


def test_status_headers_and_cookies_arrive() -> None:
    with platform_running(function("with_cookies")) as platform:
        connection, response = ask(platform.function_url, {})
        assert (response.status, response.headers["x-one"]) == (201, "1")
        assert response.headers.get_all("set-cookie") == ["a=1", "b=2"]
        assert response.read() == b"made"
        connection.close()
