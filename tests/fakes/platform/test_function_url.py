import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fakes.platform import Cors, Limits, Platform
from tests.fakes.platform.asking import Reply, ask, logged, running
from tests.fakes.platform.puppets import PRELUDE, puppet

Steps = list[list[Any]]

TYPED = {"content-type": "a/b"}
BAD_GATEWAY = b"Internal Server Error"
DELIMITER = "\0" * 8


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(puppet(limits=Limits(event=10_000, buffered=1000, streamed=100_000))) as platform:
        yield platform


@pytest.fixture(scope="module")
def buffered() -> Iterator[Platform]:
    function = puppet(invoke_mode="BUFFERED", limits=Limits(buffered=1000))
    with running(function) as platform:
        yield platform


def stream(*steps: list[Any], content_type: str = PRELUDE, end: bool = True) -> Steps:
    return [["stream", content_type], *steps, *([["end"]] if end else [])]


@pytest.mark.parametrize("portion", [1, 2, 3, 1000])
def test_a_prelude_becomes_the_head_whatever_its_chunks(platform: Platform, portion: int) -> None:
    prelude = {"statusCode": 201, "headers": {"Content-Type": "text/x", "X-A": "1"}, "cookies": ["a=1", "b=2"]}
    data = base64.b64encode((json.dumps(prelude) + DELIMITER + "\0body").encode()).decode()

    reply = ask(platform, "/", stream(["bytes", data, portion]))

    assert (reply.status, reply.body, reply.truncated) == (201, b"\0body", False)
    names = [name for name, _ in reply.headers]
    assert [pair for pair in reply.headers if pair[0] == "set-cookie"] == [("set-cookie", "a=1"), ("set-cookie", "b=2")]
    assert (reply.header("content-type"), reply.header("x-a")) == ("text/x", "1")
    assert reply.header("transfer-encoding") == "chunked"
    assert {"x-amzn-requestid", "x-amzn-trace-id"} <= set(names)


def test_without_a_prelude_a_stream_is_200_and_of_its_own_type(platform: Platform) -> None:
    reply = ask(platform, "/", stream(["write", "{}"], ["write", DELIMITER], content_type="text/event-stream"))
    assert (reply.status, reply.header("content-type"), reply.body) == (200, "text/event-stream", b"{}" + b"\0" * 8)


def test_a_stream_that_names_no_type_has_one(platform: Platform) -> None:
    assert (
        ask(platform, "/", stream(["write", "x"], content_type="")).header("content-type") == "application/octet-stream"
    )


def test_an_empty_stream_is_an_empty_body(platform: Platform) -> None:
    reply = ask(platform, "/", stream(content_type="text/plain"))
    assert (reply.status, reply.body, reply.truncated) == (200, b"", False)
    reply = ask(platform, "/", stream(["prelude", {"statusCode": 202}]))
    assert (reply.status, reply.body, reply.truncated) == (202, b"", False)


def test_a_length_in_the_prelude_takes_the_place_of_chunks(platform: Platform) -> None:
    reply = ask(
        platform, "/", stream(["prelude", {"headers": {"content-length": "3"}}], ["write", "a"], ["write", "bc"])
    )
    assert (reply.header("content-length"), reply.header("transfer-encoding"), reply.body) == ("3", None, b"abc")


@pytest.mark.parametrize("body", ["ab", "abcd"])
def test_a_body_that_does_not_fit_its_length_is_cut_and_said(platform: Platform, body: str) -> None:
    reply = ask(platform, "/", stream(["prelude", {"headers": {"content-length": "3"}}], ["write", body]))
    assert reply.truncated
    assert logged(platform, "The body does not fit the head")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_is_framed_without_one(platform: Platform, status: int) -> None:
    prelude = {"statusCode": status, "headers": {"content-length": "3"}}
    reply = ask(platform, "/", stream(["prelude", prelude], ["write", "abc"]))
    assert (reply.status, reply.body) == (status, b"")
    assert (reply.header("content-length"), reply.header("transfer-encoding")) == (None, None)


def test_head_gets_the_head(platform: Platform) -> None:
    reply = ask(platform, "/", stream(["prelude", {"statusCode": 200}], ["write", "abc"]), method="HEAD")
    assert (reply.status, reply.body) == (200, b"")


def test_a_buffered_answer_follows_the_rules_of_format_2_0(platform: Platform) -> None:
    reply = ask(platform, "/", [["answer", json.dumps({"statusCode": 404, "cookies": ["a=1"], "body": "gone"})]])
    assert (reply.status, reply.header("set-cookie"), reply.body) == (404, "a=1", b"gone")
    reply = ask(platform, "/", [["answer", '{"a":1}']])
    assert (reply.status, reply.header("content-type"), reply.body) == (200, "application/json", b'{"a":1}')
    assert ask(platform, "/", [["answer", ""]]).body == b""


def is_bad_gateway(reply: Reply) -> bool:
    return (reply.status, reply.body, reply.header("content-type")) == (
        502,
        b"Internal Server Error",
        "application/json",
    )


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ([["error", '{"errorType":"E1"}']], 'E1 {"errorType":"E1"}'),
        ([["error", "x", "lambda-runtime-function-error-type: E2"]], "E2 x"),
        ([["error", "not json"]], "Runtime.Unknown not json"),
        ([["error", "[]"]], "Runtime.Unknown []"),
        (stream(["fail", "E3", '{"m":1}'], content_type="text/plain", end=False), 'E3 {"m":1}'),
        (stream(["write", '{"statusCode"'], ["fail", "E4", '{"m":2}'], end=False), 'E4 {"m":2}'),
        (stream(["write", "{}"]), "Invalid prelude: the stream ended before it"),
        (stream(), "Invalid prelude: the stream ended before it"),
        (stream(["write", "[]" + DELIMITER]), "Invalid prelude: not a JSON object"),
        (stream(["prelude", {"headers": {"x": "a\r\nb"}}]), "Invalid prelude: header x holds"),
        (stream(["flood", 17, 1000]), "Invalid prelude: no 8 zero bytes"),
        ([["answer", '{"statusCode":"x"}']], "Invalid response: statusCode 'x'"),
        ([["answer_size", 1001]], "Function.ResponseSizeTooLarge"),
    ],
)
def test_a_failure_before_the_first_byte_is_502_and_logged(platform: Platform, steps: Steps, line: str) -> None:
    assert is_bad_gateway(ask(platform, "/", steps))
    # The client may be faster than the log.
    ask(platform, "/", [["answer", "1"]])
    assert logged(platform, line)


@pytest.mark.parametrize(
    "steps",
    [
        stream(["write", "a"], ["fail", "E5", '{"m":"é"}'], content_type="text/plain", end=False),
        stream(["write", "a"], ["fail_plainly", "E5", '{"m":"é"}'], content_type="text/plain", end=False),
        stream(["prelude", {}], ["write", "a"], ["fail", "E5", '{"m":"é"}'], end=False),
    ],
)
def test_a_failure_after_the_first_byte_cuts_the_answer(platform: Platform, steps: Steps) -> None:
    reply = ask(platform, "/", steps)
    assert (reply.status, reply.body, reply.truncated) == (200, b"a", True)
    ask(platform, "/", [["answer", "1"]])
    assert logged(platform, 'E5 {"m":"')


def test_a_stream_over_the_limit_is_cut_and_the_runtime_is_told(platform: Platform) -> None:
    reply = ask(platform, "/", stream(["flood", 101, 1000], ["raw", ""], content_type="text/plain", end=False))
    assert (len(reply.body), reply.truncated) == (100_000, True)
    ask(platform, "/", [["answer", "1"]])
    assert logged(platform, "status 413", "(100000 bytes)")


def test_an_event_over_the_limit_never_reaches_the_function(platform: Platform) -> None:
    # In Base64 it is a third larger than the body was.
    for size in (10_001, 9_000):
        reply = ask(platform, "/", b"x" * size, headers={"content-type": "application/octet-stream"})
        assert (reply.status, reply.header("x-amzn-errortype")) == (413, "RequestTooLargeException")


@pytest.mark.parametrize(
    ("steps", "status", "content_type", "body"),
    [
        (stream(["prelude", {"statusCode": 201, "headers": TYPED}], ["write", "hi"]), 201, "a/b", b"hi"),
        (stream(["prelude", {"headers": {"content-length": "99", **TYPED}}], ["write", "hi"]), 200, "a/b", b"hi"),
        (stream(["write", "hi"], content_type="text/plain"), 200, "text/plain", b"hi"),
        ([["answer", '{"statusCode":404,"body":"x"}']], 404, "application/json", b"x"),
        (stream(["write", "{}"]), 502, "application/json", BAD_GATEWAY),
        (stream(["write", "a"], ["fail", "E", "{}"], end=False), 502, "application/json", BAD_GATEWAY),
        (stream(["flood", 2, 1000], content_type="a/b"), 502, "application/json", BAD_GATEWAY),
        ([["error", "{}"]], 502, "application/json", BAD_GATEWAY),
    ],
)  # fmt: skip
def test_buffered_mode_sends_the_whole_answer_or_none(
    buffered: Platform, steps: Steps, status: int, content_type: str, body: bytes
) -> None:
    reply = ask(buffered, "/", steps)
    assert (reply.status, reply.header("content-type"), reply.body) == (status, content_type, body)
    assert reply.header("content-length") == str(len(body))


def test_with_cors_the_url_answers_for_the_function() -> None:
    origin = {"origin": "https://app.example"}
    asking = {**origin, "access-control-request-method": "POST"}
    with running(puppet(cors=Cors())) as platform:
        for path in ("/", "/2015-03-31/functions/function/invocations"):
            preflight = ask(platform, path, method="OPTIONS", headers=asking)
            assert (preflight.status, preflight.header("access-control-allow-origin"), preflight.body) == (
                200,
                "*",
                b"",
            )
        assert platform.log == []

        said = {"headers": {"Access-Control-Allow-Origin": "function"}}
        for path in ("/", "/2015-03-31/functions/function/invocations"):
            for steps in (stream(["prelude", said], ["write", "x"]), [["answer", "{}"]], [["error", "{}"]]):
                assert ask(platform, path, steps, headers=origin).header("access-control-allow-origin") == "*"
        assert (
            ask(platform, "/", [["answer", '{"statusCode":200,"body":"x"}']]).header("access-control-allow-origin")
            is None
        )


def test_without_cors_an_options_request_reaches_the_function(platform: Platform) -> None:
    headers = {"origin": "https://app.example", "access-control-request-method": "POST"}
    reply = ask(platform, "/", [["answer", '{"statusCode":299}']], method="OPTIONS", headers=headers)
    assert (reply.status, reply.header("access-control-allow-origin")) == (299, None)


def test_the_invocation_belongs_to_the_client_s_trace(platform: Platform) -> None:
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    reply = ask(platform, "/", [["headers"]], headers={"x-amzn-trace-id": trace})
    assert json.loads(reply.body)["lambda-runtime-trace-id"] == trace
    assert reply.header("x-amzn-trace-id") == trace


def test_a_function_is_what_it_is_configured_to_be() -> None:
    function = puppet(name="writer")
    assert function.arn == "arn:aws:lambda:us-east-1:123456789012:function:writer"
    assert replace(function, command=None).runtime[1:] == ("-m", "awslambdaric", "puppet")
