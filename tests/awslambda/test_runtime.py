"""AWS's own runtime client, unmodified, in a process of its own, against a Runtime API over a socket."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.awslambda.events import FUNCTION_URL
from tests.awslambda.runtime_api import Conduct, Posted, RuntimeApi

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric has wheels for Linux only")

ROOT = Path(__file__).parents[2]
SYNC = "tests.awslambda.functions.synchronous.streaming"
ASYNC = "tests.awslambda.functions.asynchronous.streaming"
GENERATOR = "tests.awslambda.functions.synchronous.generating"
EITHER = "tests.awslambda.functions.synchronous.either"
PLAIN = "tests.awslambda.functions.synchronous.plain"
SSE = {"content-type": "text/event-stream"}
PRELUDE = b'{"statusCode":200,"headers":{"content-type":"text/event-stream"}}'
IN_BAND = b'event: error\ndata: {"code":"internal_error","error":"Internal server error"}\n\n'


def steps(*what: object, **more: object) -> dict[str, Any]:
    return {"steps": [*what], **more}


@contextmanager
def started(api: RuntimeApi, handler: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run ``python -m awslambdaric <handler>``; when the last event is answered, the platform hangs up and it ends."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AWS_LAMBDA_RUNTIME_API": api.address,
        **environ,
    }
    command = [sys.executable, "-m", "awslambdaric", handler]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def run(
    handler: str,
    *events: object,
    conduct: Conduct | None = None,
    headers: dict[str, str] | None = None,
    deadline: float = 600.0,
) -> tuple[RuntimeApi, str]:
    """Return what was posted while the process worked on these events, and what it printed."""
    with (
        RuntimeApi(*events, conduct=(conduct or Conduct(),), headers=headers, deadline=deadline) as api,
        started(api, handler) as process,
    ):
        printed, complained = process.communicate(timeout=30)
    assert "Failed to get next" in complained, complained
    return api, printed


def error_of(posted: Posted) -> dict[str, Any]:
    """Return the error in the trailers."""
    found: dict[str, Any] = json.loads(base64.b64decode(posted.trailers["lambda-runtime-function-error-body"]))
    return found


@pytest.mark.parametrize("handler", [SYNC, ASYNC])
def test_a_response_streams_with_its_head_and_as_it_is_written(handler: str) -> None:
    api, _ = run(handler, steps("data: a\n\n", "", "data: b\n\n", headers=SSE))
    (posted,) = api.posted
    assert posted.kind == "response"
    assert posted.header("lambda-runtime-function-response-mode") == "streaming"
    assert posted.header("content-type") == "application/vnd.awslambda.http-integration-response"
    assert posted.header("trailer") is not None
    assert posted.chunks == [PRELUDE, bytes(8), b"data: a\n\n", b"data: b\n\n"]
    assert (posted.whole, posted.trailers, posted.status) == (True, {}, 202)


def test_a_generator_streams_what_it_yields() -> None:
    api, _ = run(GENERATOR, steps("a", {"b": 1}, "é"))
    assert api.posted[0].chunks == [b"a", b'{"b":1}', "é".encode()]


def test_the_first_part_is_here_while_the_handler_still_works() -> None:
    with RuntimeApi(steps("a", "wait")) as api, started(api, ASYNC) as process:
        api.until(lambda: bool(api.posted) and api.posted[0].chunks == [b"a"])
        assert process.poll() is None
        assert not api.posted[0].whole


@pytest.mark.parametrize("handler", [SYNC, ASYNC, GENERATOR])
def test_an_error_before_the_first_byte_is_posted_as_ever(handler: str) -> None:
    api, printed = run(handler, steps("", "raise"))
    (posted,) = api.posted
    assert (posted.kind, posted.status) == ("error", 202)
    error = json.loads(posted.body)
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "é of request-1")
    assert error["requestId"] == "request-1"
    assert "/functions/" in error["stackTrace"][0]
    assert "in fail" in error["stackTrace"][-1]
    assert json.loads(posted.header("lambda-runtime-function-xray-error-cause") or "")["exceptions"][0]["type"]
    assert "[ERROR] ValueError: é of request-1" in printed


@pytest.mark.parametrize("handler", [SYNC, ASYNC])
def test_an_error_behind_the_first_byte_is_told_in_the_stream_and_in_trailers(handler: str) -> None:
    api, printed = run(handler, steps("data: a\n\n", "raise", headers=SSE))
    (posted,) = api.posted
    assert posted.kind == "response"
    assert posted.chunks == [PRELUDE, bytes(8), b"data: a\n\n", IN_BAND]
    assert posted.trailers["lambda-runtime-function-error-type"] == "ValueError"
    error = error_of(posted)
    assert error.keys() == {"errorMessage", "errorType", "requestId", "stackTrace"}
    assert (error["errorMessage"], error["requestId"]) == ("é of request-1", "request-1")
    assert "/functions/" in error["stackTrace"][0], "the trace begins in the user's code"
    assert "in fail" in error["stackTrace"][-1]
    assert "[ERROR] ValueError: é of request-1" in printed


def test_one_process_streams_and_returns_by_turns() -> None:
    api, _ = run(EITHER, steps("a"), {"n": 1}, steps("b", "raise"), {"fail": True}, steps("c"), {"n": 2})
    assert [(posted.id, posted.kind, posted.status) for posted in api.posted] == [
        ("request-1", "response", 202),
        ("request-2", "response", 202),
        ("request-3", "response", 202),
        ("request-4", "error", 202),
        ("request-5", "response", 202),
        ("request-6", "response", 202),
    ]
    streamed = [posted.header("lambda-runtime-function-response-mode") for posted in api.posted]
    assert streamed == ["streaming", None, "streaming", None, "streaming", None]
    assert [api.posted[number].body for number in (0, 2, 4)] == [b"a", b"b", b"c"]
    assert json.loads(api.posted[1].body) == {"event": {"n": 1}, "request": "request-2"}


def test_a_function_that_does_not_stream_is_untouched() -> None:
    api, _ = run(PLAIN, {"n": 1}, headers={"Lambda-Runtime-Invocation-Id": "invocation-1"})
    assert json.loads(api.posted[0].body)["event"] == {"n": 1}
    assert api.posted[0].header("content-length") is not None


@pytest.mark.parametrize("status", [410, 413])
@pytest.mark.parametrize("what", [("a",), ("a", "raise")], ids=["whole", "broken"])
def test_a_refused_response_does_not_end_the_process(status: int, what: tuple[str, ...]) -> None:
    api, printed = run(SYNC, steps(*what), steps("b"), conduct=Conduct(status=status))
    assert [posted.body for posted in api.posted] == [b"a", b"b"]
    assert f"the Runtime API did not take the response (status {status})" in printed


def test_an_early_refusal_ends_the_handler_and_not_the_process() -> None:
    api, printed = run(ASYNC, steps("endless"), steps("endless"), conduct=Conduct(status=413, early=True))
    assert len(api.posted) == 2
    assert printed.count("the response was not taken to its end") == 2


@pytest.mark.parametrize("handler", [SYNC, ASYNC])
@pytest.mark.parametrize("what", [("a",), ("raise",), ("a", "raise")], ids=["whole", "early error", "late error"])
def test_the_invocations_id_is_echoed(handler: str, what: tuple[str, ...]) -> None:
    api, _ = run(handler, steps(*what), headers={"Lambda-Runtime-Invocation-Id": "invocation-1"})
    assert api.posted[0].header("lambda-runtime-invocation-id") == "invocation-1"
    assert api.posted[0].status == 202, "the Runtime API would answer 410"


def test_a_process_that_dies_leaves_the_response_unfinished() -> None:
    with RuntimeApi(steps("a", "exit")) as api, started(api, SYNC) as process:
        assert process.wait(30) == 3
        api.until(lambda: bool(api.posted) and api.posted[0].connection.closed)
    assert (api.posted[0].chunks, api.posted[0].whole, api.posted[0].trailers) == ([b"a"], False, {})


def test_the_deadline_ends_the_stream_before_lambda_ends_the_process() -> None:
    api, printed = run(ASYNC, steps("data: a\n\n", "wait", headers=SSE), steps("b"), deadline=1.0)
    first, second = api.posted
    assert first.chunks[-1].startswith(b'event: error\ndata: {"code":"deadline_exceeded"')
    assert first.trailers["lambda-runtime-function-error-type"] == "DeadlineExceeded"
    assert error_of(first)["errorMessage"] == "Lambda's timeout is near"
    assert (second.body, second.whole) == (b"b", True)
    assert "[ERROR] DeadlineExceeded" in printed


def test_a_sync_function_loads_nothing_that_it_does_not_need() -> None:
    api, _ = run(SYNC, steps("a"), steps("modules"))
    assert json.loads(api.posted[1].body) == {"loaded": [], "threads": 1}


def test_a_process_has_one_event_loop() -> None:
    api, _ = run(ASYNC, steps("loops"), steps("raise"), steps("loops"))
    assert [posted.body for posted in api.responses] == [b"1", b"1"]


def test_importing_opens_no_connection() -> None:
    with RuntimeApi("never asked for") as api:
        code = "import socket, sys\nsocket.socket = None\nimport {}\nassert 'asyncio' not in sys.modules\n"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "AWS_LAMBDA_RUNTIME_API": api.address}
        command = [sys.executable, "-c", code.format(SYNC.rpartition(".")[0])]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
        )
    assert done.returncode == 0, done.stderr
    assert api.connections == []


def test_an_application_answers_an_http_event() -> None:
    api, _ = run("tests.awslambda.functions.asynchronous.application", FUNCTION_URL, {"prompt": "Hi"})
    prelude = b'{"statusCode":200,"headers":{"x-vercel-ai-data-stream":"v1"}}'
    assert [posted.chunks for posted in api.posted] == [
        [prelude, bytes(8), '{"a":"é"}'.encode()],
        [prelude, bytes(8), b'{"prompt":"Hi"}'],
    ]
