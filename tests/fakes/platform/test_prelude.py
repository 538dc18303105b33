import json

import pytest

from fakes.platform.prelude import DELIMITER, LIMIT, InvalidPrelude, Prelude, PreludeReader
from fakes.platform.request import Headers

TYPE = ("content-type", "application/octet-stream")
SAID = b'{"statusCode": 201, "headers": {"Content-Type": "text/plain"}, "cookies": ["a=1"]}'
READ = Prelude(status=201, headers=(("Content-Type", "text/plain"), ("set-cookie", "a=1")))
BODY = b"\0body\0\0"


def read(text: bytes) -> Prelude:
    return Prelude.parse(text, content_type="application/octet-stream")


def test_a_prelude_ends_at_the_same_place_wherever_its_bytes_are_cut() -> None:
    stream = SAID + DELIMITER + BODY
    for cut in range(len(stream) + 1):
        reader = PreludeReader()
        found = reader.feed(stream[:cut])
        if found is None:
            found = reader.feed(stream[cut:])
            assert found == (READ, BODY), cut
        else:
            assert found == (READ, BODY[: max(0, cut - len(SAID) - 8)]), cut


def test_a_prelude_is_found_byte_by_byte() -> None:
    reader = PreludeReader()
    stream = SAID + DELIMITER
    assert [reader.feed(stream[at : at + 1]) for at in range(len(stream))] == [None] * (len(stream) - 1) + [(READ, b"")]


@pytest.mark.parametrize(
    ("document", "status", "headers"),
    [
        ({}, 200, (TYPE,)),
        ({"statusCode": "404"}, 404, (TYPE,)),
        ({"statusCode": 599}, 599, (TYPE,)),
        ({"headers": None, "cookies": None}, 200, (TYPE,)),
        ({"headers": {"content-TYPE": "a/b"}}, 200, (("content-TYPE", "a/b"),)),
        ({"headers": {"x": 1, "y": True, "z": False}}, 200, (TYPE, ("x", "1"), ("y", "true"), ("z", "false"))),
        ({"headers": {"x": 1.5}}, 200, (TYPE, ("x", "1.5"))),
        ({"headers": {"x": " padded\t"}}, 200, (TYPE, ("x", "padded"))),
        ({"headers": {"x": "é"}}, 200, (TYPE, ("x", "Ã©"))),
        ({"headers": {"Transfer-Encoding": "chunked", "connection": "close"}}, 200, (TYPE,)),
        ({"headers": {"content-length": 5}}, 200, (TYPE, ("content-length", "5"))),
        ({"cookies": ["a=1", "b=2; Secure"]}, 200, (TYPE, ("set-cookie", "a=1"), ("set-cookie", "b=2; Secure"))),
        ({"unknown": "ignored"}, 200, (TYPE,)),
    ],
)  # fmt: skip
def test_a_prelude_becomes_a_head(document: object, status: int, headers: Headers) -> None:
    assert read(json.dumps(document).encode()) == Prelude(status=status, headers=headers)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"statusCode": true}', "statusCode True"),
        (b'{"statusCode": 200.5}', "statusCode 200.5"),
        (b'{"statusCode": "ok"}', "statusCode 'ok'"),
        (b'{"statusCode": null}', "statusCode None"),
        (b'{"statusCode": 101}', "statusCode 101"),
        (b'{"statusCode": 600}', "statusCode 600"),
        (b'{"headers": []}', "headers is not an object"),
        (b'{"headers": {"a b": "x"}}', "header name 'a b'"),
        (b'{"headers": {"": "x"}}', "header name ''"),
        (b'{"headers": {"x": ["y"]}}', "header x is not text"),
        (b'{"headers": {"x": null}}', "header x is not text"),
        (b'{"headers": {"x": "a\\r\\nset-cookie: b"}}', "header x holds"),
        (b'{"headers": {"x": "a\\nb"}}', "header x holds"),
        (b'{"headers": {"x": "a\\u0000b"}}', "header x holds"),
        (b'{"headers": {"Content-Length": "many"}}', "header Content-Length holds 'many'"),
        (b'{"headers": {"x": "a\\u007fb"}}', "header x holds"),
        (b'{"cookies": "a=1"}', "cookies is not an array"),
        (b'{"cookies": [1.5, {}]}', "header set-cookie is not text"),
        (b'{"cookies": ["a=1\\r\\n"]}', "header set-cookie holds"),
        (b'{"cookies": ["a=1\\r\\nb"]}', "header set-cookie holds"),
    ],
)
def test_what_can_not_be_a_head_is_refused(text: bytes, complaint: str) -> None:
    with pytest.raises(InvalidPrelude, match="^" + complaint.replace("(", r"\(")):
        read(text)


@pytest.mark.parametrize("portion", [1, 1000, 10**6])
def test_a_prelude_must_end_within_16_kb(portion: int) -> None:
    filler = b'{"headers":{"x":"%s"}}' % (b"a" * (LIMIT - 8 - 20))
    assert len(filler) == LIMIT - 8
    for text, fits in ((filler, True), (filler + b" ", False)):
        stream = text + DELIMITER
        portions = [stream[at : at + portion] for at in range(0, len(stream), portion)]
        if fits:
            assert fed(portions) is not None
        else:
            with pytest.raises(InvalidPrelude, match="no 8 zero bytes within the first 16384"):
                fed(portions)


def fed(portions: list[bytes]) -> object:
    reader = PreludeReader()
    return [reader.feed(part) for part in portions][-1]
