import base64
import json
from typing import Any

import pytest

from fakes.platform.function_event import function_event
from fakes.platform.request import Headers, Request

HOST = ("host", "abc.lambda-url.us-east-1.on.aws:9000")


def event_of(
    target: str = "/", *headers: tuple[str, str], method: str = "GET", body: bytes = b"", version: str = "1.1"
) -> dict[str, Any]:
    request = Request(
        method=method, target=target, headers=(HOST, *headers), body=body, version=version, peer="10.0.0.1", port=9000
    )
    event = function_event(request, request_id="r-1", trace_id="Root=1", now=1659687279.25)
    document: dict[str, Any] = json.loads(event)
    return document


def test_a_request_becomes_an_event_of_format_2_0() -> None:
    event = event_of("/a%20b/c?x=1", ("user-agent", "curl"), ("cookie", "a=1; b=2"), method="POST", body=b"\xff")
    assert event == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/a%20b/c",
        "rawQueryString": "x=1",
        "cookies": ["a=1", "b=2"],
        "headers": {
            "host": "abc.lambda-url.us-east-1.on.aws:9000",
            "user-agent": "curl",
            "x-forwarded-for": "10.0.0.1",
            "x-forwarded-proto": "http",
            "x-forwarded-port": "9000",
            "x-amzn-trace-id": "Root=1",
        },
        "queryStringParameters": {"x": "1"},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "abc",
            "domainName": "abc.lambda-url.us-east-1.on.aws",
            "domainPrefix": "abc",
            "http": {
                "method": "POST",
                "path": "/a%20b/c",
                "protocol": "HTTP/1.1",
                "sourceIp": "10.0.0.1",
                "userAgent": "curl",
            },
            "requestId": "r-1",
            "routeKey": "$default",
            "stage": "$default",
            "time": "05/Aug/2022:08:14:39 +0000",
            "timeEpoch": 1659687279250,
        },
        "body": "/w==",
        "isBase64Encoded": True,
    }


def test_what_there_is_not_is_absent() -> None:
    assert not {"cookies", "queryStringParameters", "body"} & set(event_of())
    assert event_of()["isBase64Encoded"] is False


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a=1&a=2&b=3&a=4", {"a": "1,2,4", "b": "3"}),
        ("a=%C3%A9+x&b", {"a": "é x", "b": ""}),
        ("a=b%26c%3Dd", {"a": "b&c=d"}),
    ],
)
def test_parameters_are_decoded_and_joined(query: str, parameters: dict[str, str]) -> None:
    event = event_of(f"/?{query}")
    assert (event["rawQueryString"], event["queryStringParameters"]) == (query, parameters)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ((("x-many", "1"), ("y", "2"), ("x-many", "3")), "x-many", "1,3"),
        ((("cookie", "a=1"),), "cookie", None),
        ((("transfer-encoding", "chunked"),), "transfer-encoding", None),
        ((("x-forwarded-for", "6.6.6.6"),), "x-forwarded-for", "10.0.0.1"),
        ((("origin", "http://x"),), "origin", "http://x"),
    ],
)
def test_headers_are_joined_and_the_platform_s_own_win(given: Headers, name: str, value: str | None) -> None:
    assert event_of("/", *given)["headers"].get(name) == value


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("application/json", "é".encode(), True),
        ("application/json; charset=utf-8", b"{}", True),
        ("Text/Plain", b"x", True),
        ("application/problem+json", b"{}", True),
        ("image/svg+xml", b"<svg/>", True),
        ("application/xml", b"<a/>", True),
        ("application/javascript", b"1", True),
        ("application/json", b"\xff", False),
        ("application/x-www-form-urlencoded", b"a=1", False),
        ("multipart/form-data; boundary=x", b"--x", False),
        ("application/octet-stream", b"abc", False),
        ("", b"abc", False),
    ],
)
def test_a_text_is_a_string_and_everything_else_is_base64(content_type: str, body: bytes, *, text: bool) -> None:
    event = event_of("/", *([("content-type", content_type)] if content_type else []), body=body)
    assert event["isBase64Encoded"] is not text
    assert event["body"] == (body.decode() if text else base64.b64encode(body).decode())


def test_the_protocol_is_the_client_s() -> None:
    assert event_of(version="1.0")["requestContext"]["http"]["protocol"] == "HTTP/1.0"
