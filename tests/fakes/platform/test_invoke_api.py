import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from fakes.platform import Limits, Platform
from tests.fakes.platform.asking import INVOKE, STREAM, ask, logged, running
from tests.fakes.platform.puppets import PRELUDE, puppet
from tests.fakes.platform.sdk import LambdaClient, sdk

SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=x"}
HEAD = {"statusCode": 201, "headers": {"content-type": "a/b"}, "cookies": ["a=1"]}
RAW = json.dumps(HEAD).encode() + b"\0" * 8 + b"hi"
HTTP_STREAM = [["stream", PRELUDE], ["prelude", HEAD], ["write", "hi"], ["end"]]
PLAIN_STREAM = [["stream", "text/plain"], ["write", "\0a"], ["write", "b"], ["end"]]
EARLY = [["print", "so"], ["error", '{"errorType":"E1"}']]
LATE = [["stream", "text/plain"], ["write", "a"], ["fail", "E2", '{"errorType":"E2"}']]


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(puppet(limits=Limits(event=10_000, buffered=1000), timeout=10.0)) as platform:
        yield platform


@pytest.fixture(scope="module")
def client(platform: Platform) -> Iterator[LambdaClient]:
    with sdk(platform) as client:
        yield client


def payload(steps: object) -> bytes:
    return json.dumps(steps).encode()


@pytest.mark.parametrize(
    ("steps", "body", "error"),
    [
        ([["answer", '{"a": 1}']], b'{"a": 1}', None),
        (HTTP_STREAM, RAW, None),
        (PLAIN_STREAM, b"\0ab", None),
        (EARLY, b'{"errorType":"E1"}', "Unhandled"),
        (LATE, b'{"errorType":"E2"}', "Unhandled"),
    ],
)
def test_an_sdk_gets_the_raw_payload_once_it_is_whole(
    client: LambdaClient, steps: object, body: bytes, *, error: str | None
) -> None:
    answer = client.invoke(FunctionName="function", Payload=payload(steps))
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert (answer["Payload"].read(), answer.get("FunctionError")) == (body, error)
    assert "LogResult" not in answer


def test_an_sdk_gets_the_end_of_the_log(client: LambdaClient) -> None:
    answer = client.invoke(FunctionName="function", Payload=payload(EARLY), LogType="Tail")
    request_id = answer["ResponseMetadata"]["RequestId"]
    said = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert said[0].startswith(("START RequestId: ", "INIT_START "))
    assert "so" in said
    assert said[-1].startswith(f"REPORT RequestId: {request_id}\tDuration: ")


def test_only_4_kb_of_the_log_are_told(client: LambdaClient) -> None:
    answer = client.invoke(
        FunctionName="function", Payload=payload([["print", "x" * 5000], ["answer", "1"]]), LogType="Tail"
    )
    assert len(base64.b64decode(answer["LogResult"])) == 4096


def test_a_function_error_is_not_the_sdk_s_exception_and_a_payload_too_large_is_one(client: LambdaClient) -> None:
    answer = client.invoke(FunctionName="function", Payload=payload([["stream"], ["flood", 2, 600], ["end"]]))
    assert json.load(answer["Payload"])["errorType"] == "Function.ResponseSizeTooLarge"


@pytest.mark.parametrize(
    ("given", "status", "kind"),
    [
        ({"Payload": b"{"}, 400, "InvalidRequestContentException"),
        ({"Payload": b'"%s"' % (b"x" * 10_000)}, 413, "RequestTooLargeException"),
        ({"InvocationType": "Sometimes"}, 400, "InvalidParameterValueException"),
        ({"ClientContext": "not base64!"}, 400, "InvalidRequestContentException"),
        ({"ClientContext": base64.b64encode(b"{\n}").decode()}, 400, "InvalidRequestContentException"),
    ],
)
def test_a_refusal_is_an_exception_that_the_sdk_knows(
    client: LambdaClient, given: dict[str, Any], status: int, kind: str
) -> None:
    with pytest.raises(ClientError) as refused:
        client.invoke(FunctionName="function", **given)
    response = refused.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert response["Error"]["Code"] == kind
    assert response["Error"]["Message"]


def test_an_asynchronous_invocation_is_accepted_and_runs(
    client: LambdaClient, platform: Platform, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    steps = [["stream"], ["flood", 100], ["touch", str(done)], ["print", "ran on"], ["end"]]
    assert client.invoke(FunctionName="function", InvocationType="Event", Payload=payload(steps))["StatusCode"] == 202
    client.invoke(FunctionName="function", Payload=payload([["wait", str(done)], ["answer", "1"]]))
    assert done.exists()


def test_a_dry_run_runs_nothing(client: LambdaClient, platform: Platform) -> None:

    def started() -> int:
        return sum(line.startswith("START ") for line in platform.log)

    before = started()
    assert client.invoke(FunctionName="function", InvocationType="DryRun")["StatusCode"] == 204
    assert ask(platform, STREAM, b"{}", headers={"x-amz-invocation-type": "DryRun"}).status == 204
    assert started() == before


def test_the_client_s_context_reaches_the_runtime(client: LambdaClient) -> None:
    context = base64.b64encode(b'{"custom":{"a":"1"}}').decode()
    answer = client.invoke(FunctionName="function", Payload=payload([["headers"]]), ClientContext=context)
    headers = json.load(answer["Payload"])
    assert headers["lambda-runtime-client-context"] == '{"custom":{"a":"1"}}'
    assert headers["lambda-runtime-invoked-function-arn"].endswith(":function:function")


def test_without_a_body_the_event_is_an_empty_object(platform: Platform) -> None:
    ask(platform, INVOKE, headers=SIGNED)
    assert logged(platform, "the empty event")


@pytest.mark.parametrize(
    ("steps", "status", "content_type", "body", "error"),
    [
        (HTTP_STREAM, 201, "a/b", b"hi", None),
        (PLAIN_STREAM, 200, "text/plain", b"\0ab", None),
        ([["answer", '{"statusCode": 404}']], 200, "application/json", b'{"statusCode": 404}', None),
        (EARLY, 200, "application/json", b'{"errorType":"E1"}', "Unhandled"),
        ([["stream", PRELUDE], ["write", "{"], ["fail", "E", "{}"]], 200, "application/json", b"{}", "Unhandled"),
        ([["stream", PRELUDE], ["write", "{"], ["end"]], 502, "application/json", b"Internal Server Error", None),
    ],
)
def test_anybody_else_gets_http(
    platform: Platform, steps: object, *, status: int, content_type: str, body: bytes, error: str | None
) -> None:
    reply = ask(platform, INVOKE, steps)
    assert (reply.status, reply.header("content-type"), reply.body) == (status, content_type, body)
    assert (reply.header("x-amz-function-error"), reply.truncated) == (error, False)
    assert (reply.header("set-cookie") == "a=1") is (status == 201)


def test_anybody_else_sees_a_late_failure_as_a_missing_end(platform: Platform) -> None:
    reply = ask(platform, INVOKE, LATE)
    assert (reply.status, reply.body, reply.truncated) == (200, b"a", True)


ORIGIN = {"origin": "http://page.example"}


def test_pages_may_ask_without_a_configuration(platform: Platform) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    before = ask(platform, INVOKE, method="OPTIONS", headers=ORIGIN | asked)
    reply = ask(platform, INVOKE, HTTP_STREAM, headers=ORIGIN)

    assert (before.status, before.header("access-control-allow-headers")) == (200, "content-type")
    for told in (before, reply):
        assert told.header("access-control-allow-origin") == "*"
    assert (reply.body, reply.header("access-control-expose-headers")) == (b"hi", "*")
    assert ask(platform, INVOKE, HTTP_STREAM).header("access-control-allow-origin") is None


def test_what_the_function_says_of_pages_stands(platform: Platform) -> None:
    head = {"statusCode": 200, "headers": {"access-control-allow-origin": "http://other.example"}}
    steps = [["stream", PRELUDE], ["prelude", head], ["write", "hi"], ["end"]]

    for headers in ({}, ORIGIN):
        reply = ask(platform, INVOKE, steps, headers=headers)
        assert reply.header("access-control-allow-origin") == "http://other.example"
        assert reply.header("access-control-expose-headers") is None


@pytest.mark.parametrize("name", ["function", "other", "arn:aws:lambda:us-east-1:1:function:x", "a%3A%24LATEST"])
def test_every_name_is_the_function_s(platform: Platform, name: str) -> None:
    assert ask(platform, f"/2015-03-31/functions/{name}/invocations?Qualifier=x", [["answer", "1"]]).body == b"1"


@pytest.mark.parametrize("path", [INVOKE, STREAM])
def test_only_a_post_invokes(platform: Platform, path: str) -> None:
    reply = ask(platform, path, method="GET")
    assert (reply.status, reply.header("x-amzn-errortype")) == (405, "MethodNotAllowedException")


@pytest.mark.parametrize(
    ("steps", "chunks", "end"),
    [
        ([["answer", '{"a": 1}']], b'{"a": 1}', {}),
        (HTTP_STREAM, RAW, {}),
        (PLAIN_STREAM, b"\0ab", {}),
        ([["stream"], ["end"]], b"", {}),
        (EARLY, b"", {"ErrorCode": "Unhandled", "ErrorDetails": '{"errorType":"E1"}'}),
        (LATE, b"a", {"ErrorCode": "E2", "ErrorDetails": '{"errorType":"E2"}'}),
    ],
)
def test_an_sdk_gets_the_stream_and_its_end(
    client: LambdaClient, steps: object, chunks: bytes, end: dict[str, str]
) -> None:
    answer = client.invoke_with_response_stream(FunctionName="function", Payload=payload(steps))
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    *parts, last = answer["EventStream"]
    assert b"".join(part["PayloadChunk"]["Payload"] for part in parts) == chunks
    assert last["InvokeComplete"] == end


def test_every_chunk_is_an_event_of_its_own(client: LambdaClient, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    steps = [["stream"], ["write", "one"], ["wait", str(gate)], ["write", "two"], ["end"]]
    events = iter(
        client.invoke_with_response_stream(FunctionName="function", Payload=payload(steps), LogType="Tail")[
            "EventStream"
        ]
    )
    assert next(events)["PayloadChunk"]["Payload"] == b"one"
    gate.touch()
    assert next(events)["PayloadChunk"]["Payload"] == b"two"
    log = base64.b64decode(next(events)["InvokeComplete"]["LogResult"]).decode()
    assert log.splitlines()[-1].startswith("REPORT RequestId: ")
    assert list(events) == []


def test_a_stream_s_refusal_is_an_exception_too(client: LambdaClient) -> None:
    with pytest.raises(ClientError, match="RequestTooLargeException"):
        client.invoke_with_response_stream(FunctionName="function", Payload=b'"%s"' % (b"x" * 10_000))
