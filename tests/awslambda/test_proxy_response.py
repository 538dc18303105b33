import base64
from typing import Any

import pytest

from service.awslambda import ResponseTooLarge
from service.awslambda.collected import LARGEST, CollectedResponse
from service.awslambda.prelude import Metadata, Prelude
from service.awslambda.proxy_response import proxy_response
from tests.awslambda.events import ALB, ALB_SEVERAL, FUNCTION_URL, HTTP_API, REST

META: Metadata = {
    "statusCode": 404,
    "headers": {"content-type": "text/plain"},
    "multiValueHeaders": {"vary": ["a", "b"]},
    "cookies": ["a=1", "b=2"],
}


def collected(metadata: Metadata | None, body: bytes, content_type: str = "text/plain") -> CollectedResponse:
    response = CollectedResponse()
    response.start(content_type, None if metadata is None else Prelude.parse(metadata))
    if body:
        response.send(body)
    return response


SINGLE = {"headers": {"content-type": "text/plain", "vary": "a,b"}, "cookies": ["a=1", "b=2"]}
SEVERAL = {
    "multiValueHeaders": {"content-type": ["text/plain"], "vary": ["a", "b"], "set-cookie": ["a=1", "b=2"]},
}
LAST = {"headers": {"content-type": "text/plain", "vary": "b", "set-cookie": "b=2"}}
DESCRIBED = {"statusDescription": "404 Not Found"}


@pytest.mark.parametrize(
    ("event", "head"),
    [
        (FUNCTION_URL, SINGLE),
        (HTTP_API, SINGLE),
        ({"prompt": "Hi"}, SINGLE),
        (None, SINGLE),
        (REST, SEVERAL),
        (ALB_SEVERAL, {**DESCRIBED, **SEVERAL}),
        (ALB, {**DESCRIBED, **LAST}),
    ],
    ids=["Function URL", "HTTP API", "direct", "null", "REST API", "load balancer, several", "load balancer"],
)
def test_a_head_has_the_form_that_who_asked_understands(event: object, head: dict[str, object]) -> None:
    response = proxy_response(collected(META, "é".encode()), event)
    assert response == {"statusCode": 404, **head, "body": "é", "isBase64Encoded": False}


def test_without_cookies_there_is_no_such_field() -> None:
    for event in (FUNCTION_URL, REST, ALB):
        response: Any = proxy_response(collected({"headers": {"a": "b"}}, b"a"), event)
        assert "cookies" not in response
        assert "set-cookie" not in {**response.get("headers", {}), **response.get("multiValueHeaders", {})}


def test_a_header_that_occurs_in_both_forms_has_all_its_values() -> None:
    meta: Metadata = {"headers": {"a": "1", "set-cookie": "z=0"}, "multiValueHeaders": {"a": ["2"]}, "cookies": ["c=3"]}
    response = proxy_response(collected(meta, b"a"), REST)
    assert response["multiValueHeaders"] == {"a": ["1", "2"], "set-cookie": ["z=0", "c=3"]}


@pytest.mark.parametrize(("status", "said"), [(200, "200 OK"), (204, "204 No Content"), (299, "299")])
def test_a_load_balancer_wants_words(status: int, said: str) -> None:
    assert proxy_response(collected({"statusCode": status}, b""), ALB)["statusDescription"] == said


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ({"content-type": "text/plain"}, b"a", True),
        ({"content-type": "text/event-stream; charset=utf-8"}, b"a", True),
        ({"content-type": "Application/JSON"}, b"{}", True),
        ({"content-type": "application/problem+json"}, b"{}", True),
        ({"content-type": "image/svg+xml"}, b"<svg/>", True),
        ({"content-type": "application/octet-stream"}, b"a", False),
        ({"content-type": "image/png"}, b"\x89PNG", False),
        ({"content-type": "text/plain"}, b"\xff", False),
        ({"content-type": "text/plain", "content-encoding": "gzip"}, b"\x1f\x8b", False),
        ({}, b"a", False),
        ({}, b"", True),
    ],
)
def test_text_travels_as_text_and_all_else_as_base64(headers: dict[str, str], body: bytes, *, text: bool) -> None:
    response = proxy_response(collected({"headers": headers}, body), FUNCTION_URL)
    assert response["isBase64Encoded"] is not text
    assert (response["body"].encode() if text else base64.b64decode(response["body"])) == body


def test_a_stream_without_a_head_has_its_content_type() -> None:
    assert proxy_response(collected(None, b"a", "text/html"), None)["headers"] == {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("body", "content_type", "fits"),
    [
        (b"a" * (LARGEST - 2), "text/plain", True),
        (b"a" * (LARGEST - 1), "text/plain", False),
        (b"\x00" * (LARGEST // 6 - 1), "text/plain", True),
        (b"\x00" * (LARGEST // 6), "text/plain", False),
        (b"\xff" * (LARGEST // 4 * 3 - 3), "image/png", True),
        (b"\xff" * (LARGEST // 4 * 3), "image/png", False),
    ],
    ids=["text fits", "text", "escaped text fits", "escaped text", "base64 fits", "base64"],
)
def test_a_body_is_measured_as_it_travels(body: bytes, content_type: str, *, fits: bool) -> None:
    response = collected({"headers": {"content-type": content_type}}, body)
    if fits:
        assert proxy_response(response, FUNCTION_URL)["body"]
    else:
        with pytest.raises(ResponseTooLarge):
            proxy_response(response, FUNCTION_URL)
