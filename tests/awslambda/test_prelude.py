import json

import pytest

from service.awslambda.prelude import CONTENT_TYPE, DELIMITER, Metadata, Prelude


@pytest.mark.parametrize(
    ("metadata", "encoded"),
    [
        ({}, '{"statusCode":200}'),
        ({"statusCode": 404}, '{"statusCode":404}'),
        (
            {"statusCode": 200, "headers": {"Content-Type": "text/event-stream"}, "cookies": ["a=1"]},
            '{"statusCode":200,"headers":{"Content-Type":"text/event-stream"},"cookies":["a=1"]}',
        ),
        ({"headers": {"x-count": 3, "x-ratio": 0.5}}, '{"statusCode":200,"headers":{"x-count":"3","x-ratio":"0.5"}}'),
        ({"headers": {"x": "é 😀"}}, '{"statusCode":200,"headers":{"x":"é 😀"}}'),
        ({"headers": {"b": "1", "a": "2"}}, '{"statusCode":200,"headers":{"b":"1","a":"2"}}'),
        ({"headers": {}, "cookies": [], "multiValueHeaders": {}}, '{"statusCode":200}'),
        ({"multiValueHeaders": {"vary": ("a", "b")}}, '{"statusCode":200,"multiValueHeaders":{"vary":["a","b"]}}'),
        ({"cookies": iter(("a=1", "b=2"))}, '{"statusCode":200,"cookies":["a=1","b=2"]}'),
    ],
)
def test_a_prelude_is_the_json_that_node_sends(metadata: Metadata, encoded: str) -> None:
    assert Prelude.parse(metadata).encode() == encoded.encode()


@pytest.mark.parametrize(
    ("metadata", "error", "said"),
    [
        ({"statusCode": "200"}, TypeError, "statusCode must be an int, not str"),
        ({"statusCode": True}, TypeError, "statusCode must be an int, not bool"),
        ({"statusCode": 99}, ValueError, "statusCode must be from 100 to 599, not 99"),
        ({"statusCode": 600}, ValueError, "statusCode must be from 100 to 599, not 600"),
        ({"status": 200, "body": ""}, ValueError, "unknown metadata: body, status"),
        ({"headers": {1: "a"}}, TypeError, "a header's name must be a str, not int"),
        ({"headers": {"": "a"}}, ValueError, "not a header name: ''"),
        ({"headers": {"a b": "c"}}, ValueError, "not a header name: 'a b'"),
        ({"headers": {"a\n": "c"}}, ValueError, "not a header name"),
        ({"headers": {"a:": "c"}}, ValueError, "not a header name: 'a:'"),
        ({"headers": {"a": None}}, TypeError, "a must be a str, not NoneType"),
        ({"headers": {"a": True}}, TypeError, "a must be a str, not bool"),
        ({"headers": {"a": "b\r\nc: d"}}, ValueError, "a must not hold a line break or a zero byte"),
        ({"headers": {"a": "b\nc"}}, ValueError, "a must not hold a line break or a zero byte"),
        ({"headers": {"a": "b\0"}}, ValueError, "a must not hold a line break or a zero byte"),
        ({"headers": {"a": "\ud800"}}, ValueError, "surrogates not allowed"),
        ({"multiValueHeaders": {"a": "b"}}, TypeError, "a must be a list of str, not str"),
        ({"multiValueHeaders": {"a": ["b\r"]}}, ValueError, "a must not hold a line break or a zero byte"),
        ({"multiValueHeaders": {"a\0": ["b"]}}, ValueError, "not a header name"),
        ({"cookies": "a=1"}, TypeError, "cookies must be a list of str, not str"),
        ({"cookies": b"a=1"}, TypeError, "cookies must be a list of str, not bytes"),
        ({"cookies": 1}, TypeError, "cookies must be a list of str, not int"),
        ({"cookies": ["a=1\nb=2"]}, ValueError, "cookies must not hold a line break or a zero byte"),
    ],
)
def test_what_would_break_the_head_apart_is_refused_and_named(
    metadata: Metadata, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        Prelude.parse(metadata)


@pytest.mark.parametrize("status", [100, 101, 204, 304])
def test_http_lets_these_have_no_body(status: int) -> None:
    assert not Prelude(status=status).has_body


@pytest.mark.parametrize("status", [200, 205, 206, 301, 400, 404, 500, 599])
def test_http_lets_all_others_have_one(status: int) -> None:
    assert Prelude(status=status).has_body


def test_a_header_is_found_whatever_the_case_of_its_name() -> None:
    prelude = Prelude.parse({"headers": {"Content-TYPE": "text/plain"}})
    assert (prelude.header("content-type"), prelude.header("vary")) == ("text/plain", None)


def test_a_length_is_made_to_fit_where_one_is_said_and_added_nowhere() -> None:
    prelude = Prelude.parse({"headers": {"Content-Length": "0", "a": "0"}})
    assert prelude.with_length(7).headers == (("Content-Length", "7"), ("a", "0"))
    assert Prelude().with_length(7).headers == ()


def test_the_delimiter_can_not_occur_in_a_prelude() -> None:
    encoded = Prelude.parse({"headers": {"a": "\x01\x1f\x7f"}}).encode()
    assert DELIMITER == b"\0" * 8
    assert b"\0" not in encoded
    assert json.loads(encoded)["headers"] == {"a": "\x01\x1f\x7f"}


def test_the_content_type_is_awss() -> None:
    assert CONTENT_TYPE == "application/vnd.awslambda.http-integration-response"
