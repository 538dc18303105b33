import json

import pytest

from fakes.platform.function_response import FunctionResponse
from fakes.platform.prelude import InvalidPrelude
from fakes.platform.request import Headers

JSON = ("content-type", "application/json")


@pytest.mark.parametrize(
    ("returned", "status", "headers", "body"),
    [
        # Without a status everything is the body.
        ({"a": "é"}, 200, (JSON,), '{"a": "\\u00e9"}'),
        ("hello", 200, (JSON,), '"hello"'),
        (None, 200, (JSON,), "null"),
        ([{"statusCode": 404}], 200, (JSON,), '[{"statusCode": 404}]'),
        ({"body": "x"}, 200, (JSON,), '{"body": "x"}'),
        # With one it says what it is.
        ({"statusCode": 404}, 404, (JSON,), ""),
        ({"statusCode": 200, "body": "é"}, 200, (JSON,), "é"),
        ({"statusCode": 200, "body": None}, 200, (JSON,), ""),
        ({"statusCode": 200, "body": {"a": 1}}, 200, (JSON,), '{"a": 1}'),
        ({"statusCode": 200, "body": "aGk=", "isBase64Encoded": True}, 200, (JSON,), "hi"),
        ({"statusCode": 200, "body": "aGk=", "isBase64Encoded": False}, 200, (JSON,), "aGk="),
        ({"statusCode": 201, "headers": {"Content-Type": "a/b"}, "body": "x"}, 201, (("Content-Type", "a/b"),), "x"),
        ({"statusCode": 200, "headers": {"Content-Length": 99}, "body": "x"}, 200, (JSON,), "x"),
        ({"statusCode": 200, "cookies": ["a=1", "b=2"]}, 200, (JSON, ("set-cookie", "a=1"), ("set-cookie", "b=2")), ""),
    ],
)  # fmt: skip
def test_what_a_function_returns_becomes_an_answer(returned: object, status: int, headers: Headers, body: str) -> None:
    response = FunctionResponse.parse(json.dumps(returned).encode())
    assert (response.prelude.status, response.prelude.headers) == (status, headers)
    assert response.body.decode() == body


def test_what_is_not_json_is_the_body_all_the_same() -> None:
    assert FunctionResponse.parse(b"\xffplain").body == b"\xffplain"


@pytest.mark.parametrize(
    "returned",
    [
        {"statusCode": "fine"},
        {"statusCode": 200, "headers": ["x"]},
        {"statusCode": 200, "body": "%", "isBase64Encoded": True},
        {"statusCode": 200, "body": "é", "isBase64Encoded": True},
    ],
)
def test_what_does_not_fit_its_status_is_refused(returned: object) -> None:
    with pytest.raises(InvalidPrelude):
        FunctionResponse.parse(json.dumps(returned).encode())
