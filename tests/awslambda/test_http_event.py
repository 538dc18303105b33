import base64
import json
from typing import Any

import pytest

from service.awslambda.http_event import HttpRequest, read_event, scope_of, source_of
from tests.awslambda.events import ALB, ALB_SEVERAL, FUNCTION_URL, HTTP_API, REST, changed, in_base64, without

BODY = '{"a":"é"}'.encode()
LENGTH = ("content-length", str(len(BODY)))


def read(event: object) -> HttpRequest:
    return read_event(event, direct_path="/api/chat")


EVENTS = {
    "Function URL": FUNCTION_URL,
    "HTTP API": HTTP_API,
    "REST API": REST,
    "load balancer": ALB,
    "load balancer, several values": ALB_SEVERAL,
}


@pytest.mark.parametrize(
    ("name", "source", "target", "query", "stage"),
    [
        ("Function URL", "v2", "/a%20b/%C3%BC", "x=1&x=2&y=%C3%A9", ""),
        ("HTTP API", "v2", "/prod/a%20b/%C3%BC", "x=1&x=2&y=%C3%A9", "/prod"),
        ("REST API", "v1", "/a%20b/%C3%BC", "x=1&x=2&y=%C3%A9", ""),
        ("load balancer", "alb", "/a%20b/%C3%BC", "x=2&y=%C3%A9", ""),
        ("load balancer, several values", "alb", "/a%20b/%C3%BC", "x=1&x=2&y=%C3%A9", ""),
    ],
)
def test_every_event_is_the_request_that_it_came_from(
    name: str, source: str, target: str, query: str, stage: str
) -> None:
    request = read(EVENTS[name])
    assert (request.source, request.method, request.target) == (source, "POST", target)
    assert (request.query, request.stage, request.client) == (query, stage, "203.0.113.7")
    assert request.body == BODY
    assert request.path == f"{stage}/a b/ü"
    assert request.headers[-1] == LENGTH, "the length that the body has here"
    assert [name for name, _ in request.headers].count("content-length") == 1
    assert request.header("cookie") in ("a=1; b=2", "a=1;b=2")
    assert request.header("content-type") == "application/json"
    assert request.header("x-missing", "default") == "default"
    assert all(header == header.lower() for header, _ in request.headers)


@pytest.mark.parametrize("name", ["REST API", "load balancer, several values"])
def test_repeated_headers_stay_apart(name: str) -> None:
    assert [value for header, value in read(EVENTS[name]).headers if header == "accept"] == ["text/html", "*/*"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (FUNCTION_URL, "v2"),
        (REST, "v1"),
        (ALB, "alb"),
        (without(REST, "httpMethod"), "direct"),
        (without(REST, "requestContext"), "direct"),
        ({"requestContext": {"http": "yes"}}, "direct"),
        ({"requestContext": []}, "direct"),
        ({}, "direct"),
        ([], "direct"),
        (None, "direct"),
        ("text", "direct"),
    ],
)
def test_what_brought_an_event_is_known_by_its_shape(event: object, expected: str) -> None:
    assert source_of(event) == expected


@pytest.mark.parametrize(
    ("path", "raw", "stage"),
    [
        ("prod", "/prod/x", "/prod"),
        ("prod", "/prod", "/prod"),
        ("prod", "/production/x", ""),
        ("prod", "/x", ""),
        ("$default", "/x", ""),
        (None, "/x", ""),
    ],
    ids=["begins with it", "is it", "begins like it", "custom domain", "default", "null"],
)
def test_the_stage_is_the_root_path_only_where_the_path_begins_with_it(path: str | None, raw: str, stage: str) -> None:
    request = read(changed(changed(HTTP_API, "requestContext.stage", path), "rawPath", raw))
    assert (request.stage, scope_of(request)["root_path"]) == (stage, stage)


@pytest.mark.parametrize("event", [FUNCTION_URL, REST, ALB], ids=["v2", "v1", "alb"])
@pytest.mark.parametrize("body", [b"", b"\x00\xff", "é".encode()])
def test_a_base64_body_is_decoded(event: dict[str, Any], body: bytes) -> None:
    encoded = base64.b64encode(body).decode()
    assert read(in_base64(event, encoded)).body == body


@pytest.mark.parametrize("event", [FUNCTION_URL, REST, ALB], ids=["v2", "v1", "alb"])
@pytest.mark.parametrize("absent", ["missing", "null"])
def test_what_is_missing_or_null_is_empty(event: dict[str, Any], absent: str) -> None:
    optional = [
        "headers",
        "multiValueHeaders",
        "cookies",
        "body",
        "isBase64Encoded",
        "rawQueryString",
        "queryStringParameters",
        "multiValueQueryStringParameters",
    ]
    poorer = without(event, *optional)
    if absent == "null":
        poorer |= dict.fromkeys(optional)
    request = read(poorer)
    assert request.source == source_of(event)
    assert (request.headers, request.query, request.body) == ((), "", b"")


def test_the_path_of_a_poor_event_is_encoded() -> None:
    assert read(without(FUNCTION_URL, "rawPath")).target == "/a%20b/%C3%BC"


def test_a_client_that_nobody_names_is_none() -> None:
    request = read(changed(changed(REST, "requestContext.identity", None), "multiValueHeaders", {}))
    assert request.client == "203.0.113.7", "the first of the forwarded ones"
    request = read(changed(changed(request_without_client(), "multiValueHeaders", None), "headers", None))
    assert (request.client, scope_of(request)["client"]) == ("", None)


def request_without_client() -> dict[str, Any]:
    return changed(REST, "requestContext.identity", {})


def test_a_cookie_header_of_its_own_is_not_doubled() -> None:
    request = read(changed(FUNCTION_URL, "headers.cookie", "c=3"))
    assert [value for name, value in request.headers if name == "cookie"] == ["c=3"]


@pytest.mark.parametrize("name", ["transfer-encoding", "Content-Length"])
def test_how_a_body_travelled_is_not_told(name: str) -> None:
    request = read(changed(FUNCTION_URL, f"headers.{name}", "chunked"))
    assert dict(request.headers).get("transfer-encoding") is None
    assert dict(request.headers)["content-length"] == str(len(BODY))


@pytest.mark.parametrize(
    ("event", "target"),
    [
        (changed(REST, "path", "/100%"), "/100%25"),
        (changed(REST, "path", "/a%20b"), "/a%2520b"),
        (changed(ALB, "path", "/100%25"), "/100%25"),
        (changed(ALB, "path", "/a b"), "/a%20b"),
        (changed(FUNCTION_URL, "rawPath", "/a(b)@c:d"), "/a(b)@c:d"),
        (changed(FUNCTION_URL, "rawPath", ""), "/a%20b/%C3%BC"),
    ],
)
def test_a_path_is_encoded_once(event: dict[str, Any], target: str) -> None:
    assert read(event).target == target


@pytest.mark.parametrize(
    ("event", "query"),
    [
        (changed(REST, "multiValueQueryStringParameters", {"a b": ["ü&="], "c": [""]}), "a+b=%C3%BC%26%3D&c="),
        (changed(ALB_SEVERAL, "multiValueQueryStringParameters", {"a%20b": ["%26"], "c": [""]}), "a%20b=%26&c"),
        (changed(REST, "multiValueQueryStringParameters", None), "x=2&y=%C3%A9"),
    ],
)
def test_a_query_is_encoded_once(event: dict[str, Any], query: str) -> None:
    assert read(event).query == query


BROKEN = {
    "method is no text": changed(FUNCTION_URL, "requestContext.http.method", 1),
    "no method": changed(FUNCTION_URL, "requestContext.http", {"path": "/"}),
    "no path": without(changed(FUNCTION_URL, "requestContext.http", {"method": "GET"}), "rawPath"),
    "header is no text": changed(FUNCTION_URL, "headers.accept", ["a"]),
    "headers are no object": changed(FUNCTION_URL, "headers", [1]),
    "cookies are no list": changed(FUNCTION_URL, "cookies", "a=1"),
    "body is no text": changed(FUNCTION_URL, "body", {"a": 1}),
    "base64 is none": in_base64(FUNCTION_URL, "%%%"),
    "base64 is no ASCII": in_base64(REST, "é"),
    "path is no text": changed(REST, "path", None),
    "path has no UTF-8": changed(REST, "path", "/\ud800"),
    "values are no list": changed(REST, "multiValueHeaders", {"a": "b"}),
    "value is null": changed(ALB_SEVERAL, "multiValueHeaders", {"a": [None]}),
    "identity is no object": changed(REST, "requestContext.identity", "me"),
}

DIRECT = {
    "action": {"action": "chat", "payload": {}},
    "text": "Hi",
    "number": 1,
    "null": None,
    "list": [1],
    "half": "\ud800",
}


@pytest.mark.parametrize("event", [*BROKEN.values(), *DIRECT.values()], ids=[*BROKEN, *DIRECT])
def test_what_is_no_request_is_posted_as_it_is(event: object) -> None:
    request = read(event)
    assert (request.source, request.method, request.target, request.query) == ("direct", "POST", "/api/chat", "")
    assert json.loads(request.body.decode("utf-8", "surrogatepass")) == event
    assert request.headers == (
        ("content-type", "application/json"),
        ("content-length", str(len(request.body))),
        ("host", "lambda"),
    )


# The scope.


def test_a_scope_says_everything() -> None:
    scope = scope_of(read(HTTP_API))
    headers = scope.pop("headers")
    assert scope == {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": "/prod/a b/ü",
        "raw_path": b"/prod/a%20b/%C3%BC",
        "query_string": b"x=1&x=2&y=%C3%A9",
        "root_path": "/prod",
        "client": ("203.0.113.7", 0),
        "server": ("abc.lambda-url.eu-central-1.on.aws", 443),
    }
    assert isinstance(headers, list)
    assert (b"cookie", b"a=1; b=2") in headers


@pytest.mark.parametrize(
    ("headers", "scheme", "server"),
    [
        ({}, "https", ("lambda", 443)),
        ({"host": "h"}, "https", ("h", 443)),
        ({"host": "h:8443"}, "https", ("h", 8443)),
        ({"host": "h", "x-forwarded-proto": "http"}, "http", ("h", 80)),
        ({"host": "h:1", "x-forwarded-port": "2"}, "https", ("h", 2)),
        ({"host": "h", "x-forwarded-port": "many"}, "https", ("h", None)),
        ({"host": "h", "x-forwarded-port": "²"}, "https", ("h", None)),
    ],
)
def test_scheme_and_server_are_what_the_client_saw(
    headers: dict[str, str], scheme: str, server: tuple[str, int | None]
) -> None:
    scope = scope_of(read(changed(FUNCTION_URL, "headers", headers)))
    assert (scope["scheme"], scope["server"]) == (scheme, server)


@pytest.mark.parametrize(
    ("value", "encoded"), [("a", b"a"), ("é", b"\xe9"), ("😀", "😀".encode()), ("😀\ud800", "😀?".encode())]
)
def test_a_headers_value_always_has_bytes(value: str, encoded: bytes) -> None:
    headers = scope_of(read(changed(FUNCTION_URL, "headers", {"x": value})))["headers"]
    assert isinstance(headers, list)
    assert headers[0] == (b"x", encoded)


def test_a_direct_invocation_has_a_scope_too() -> None:
    scope = scope_of(read({"prompt": "Hi"}))
    assert (scope["path"], scope["root_path"], scope["client"]) == ("/api/chat", "", None)
    assert scope["server"] == ("lambda", 443)
