import json

import pytest

from service import json_text
from service.field import JSON

DOCUMENTS: dict[str, tuple[JSON, bytes]] = {
    "null": (None, b"null"),
    "true": (True, b"true"),
    "false": (False, b"false"),
    "zero": (0, b"0"),
    "negative": (-1, b"-1"),
    "beyond a double": (2**64, b"18446744073709551616"),
    "fraction": (0.1, b"0.1"),
    "empty string": ("", b'""'),
    "empty array": ([], b"[]"),
    "empty object": ({}, b"{}"),
    "no spaces": ({"a": [1, {"b": None}], "c": "d"}, b'{"a":[1,{"b":null}],"c":"d"}'),
    "insertion order": ({"b": 1, "a": 2}, b'{"b":1,"a":2}'),
    "quotes and backslashes": ('"\\/', rb'"\"\\/"'),
    "short escapes": ("\b\f\n\r\t", rb'"\b\f\n\r\t"'),
    "long escapes are lower case": ("\0\x0b\x1f", rb'"\u0000\u000b\u001f"'),
    "DEL and C1": ("\x7f\x80", b'"\x7f\xc2\x80"'),
    "HTML": ("<b>&amp;'", b'"<b>&amp;\'"'),
    "line separators": ("\u2028\u2029", b'"\xe2\x80\xa8\xe2\x80\xa9"'),
    "not ASCII": ("hé مرحبا", '"hé مرحبا"'.encode()),
    "emoji": ("😀👩‍👩‍👧", '"😀👩‍👩‍👧"'.encode()),
    "BOM in a string": ("\ufeff", b'"\xef\xbb\xbf"'),
    "beside the surrogates": ("\ud7ff\ue000\U00010000\U0010ffff", '"\ud7ff\ue000\U00010000\U0010ffff"'.encode()),
    "high half": ("\ud83d", rb'"\ud83d"'),
    "low half": ("\ude00", rb'"\ude00"'),
    "first and last half": ("\ud800\udfff"[::-1], rb'"\udfff\ud800"'),
    "a half among others": ("é\ud83d\n", b'"\xc3\xa9' + rb'\ud83d\n"'),
    "a half in a name": ({"\ud83d": 1}, rb'{"\ud83d":1}'),
}
"""A value, and JSON.stringify of it."""

table = pytest.mark.parametrize(("value", "text"), DOCUMENTS.values(), ids=DOCUMENTS)


@table
def test_a_value_is_written_as_javascript_writes_it(value: JSON, text: bytes) -> None:
    assert json_text.encode(value) == text


@table
def test_what_is_written_is_read_back(value: JSON, text: bytes) -> None:
    assert json_text.decode(text) == value
    assert json_text.decode(text.decode()) == value
    assert type(json_text.decode(text)) is type(value)


@table
def test_a_byte_order_mark_in_front_is_no_part_of_the_document(value: JSON, text: bytes) -> None:
    assert json_text.decode(b"\xef\xbb\xbf" + text) == value


@pytest.mark.parametrize("code", [*range(0x20), ord('"'), ord("\\")])
def test_what_must_be_escaped_is(code: int) -> None:
    written = json_text.encode(chr(code))
    assert written.startswith(b'"\\')
    assert json.loads(written) == chr(code)


def test_nothing_else_in_the_basic_plane_is_escaped_but_lone_surrogates() -> None:
    for code in range(0x20, 0x10000):
        if chr(code) not in '"\\':
            escaped = json_text.encode(chr(code)).startswith(b'"\\')
            assert escaped == (0xD800 <= code <= 0xDFFF), hex(code)


def test_two_halves_that_meet_are_read_as_one_character() -> None:
    assert json_text.decode(json_text.encode("\ud83d" + "\ude00")) == "😀"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")], ids=repr)
def test_a_number_that_is_not_finite_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text.encode([number])


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", '{"a":[NaN]}'])
def test_a_number_that_is_not_finite_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(NaN|-?Infinity) is not JSON$"):
        json_text.decode(text)


@pytest.mark.parametrize("text", ["1e999", "-1e999", '{"a":[1.5e400]}'])
def test_a_number_that_only_infinity_could_hold_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"^a number is too large$"):
        json_text.decode(text)


def test_a_number_that_nothing_but_zero_could_hold_is_zero() -> None:
    assert json_text.decode("1e-999") == 0


def test_what_is_cut_short_is_not_json() -> None:
    whole = json_text.encode({"a": [1, "é\n", {"b": None}], "c": True})
    for end in range(len(whole)):
        with pytest.raises(ValueError, match=r"."):
            json_text.decode(whole[:end])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"undefined",
        b"{'a':1}",
        b'{"a":1,}',
        b"[1,]",
        b'"\n"',
        b"01",
        b"{} {}",
        b"\xff",
        b'"\xe2\x82"',
        b'"\xed\xa0\xbd"',
        "{}".encode("utf-16"),
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"1" * 5000,
    ],
    ids=[
        "nothing",
        "a blank",
        "a word",
        "single quotes",
        "trailing comma in an object",
        "trailing comma in an array",
        "raw line feed",
        "leading zero",
        "two documents",
        "not UTF-8",
        "half a character",
        "a surrogate in UTF-8",
        "UTF-16",
        "two byte order marks",
        "a number beyond all use",
    ],
)
def test_anything_else_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_text.decode(text)


@pytest.mark.parametrize("brackets", [b"[", b'{"a":'], ids=["arrays", "objects"])
def test_a_document_nested_too_deeply_is_refused(brackets: bytes) -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        json_text.decode(brackets * 200_000)


def test_a_document_may_be_nested_as_deeply_as_people_nest() -> None:
    assert json_text.decode(b"[" * 100 + b"]" * 100) is not None


def test_of_two_members_of_one_name_the_last_counts() -> None:
    assert json_text.decode('{"a":1,"a":2}') == {"a": 2}


@pytest.mark.parametrize("between", [",", "\n0:", '}\n\ndata: {"delta":'])
def test_texts_are_written_as_each_of_them_would_be(between: str) -> None:
    texts = [value for value, _ in DOCUMENTS.values() if isinstance(value, str)]
    expected = between.encode().join(map(json_text.encode, texts))
    assert json_text.encode_texts(texts, between) == expected
