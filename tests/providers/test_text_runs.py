"""Cutting texts out gives what decoding gives, or nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.providers.text_runs import TextRuns


def event(content: str, *, before: str = '{"id":"1","choices":[{"index":0,"delta":', after: str = "}]}") -> bytes:
    return f'{before}{{"content":{content}}}{after}'.encode()


def frame(data: bytes) -> bytes:
    return b"data: " + data + b"\n\n"


def taught(*events: bytes) -> TextRuns:
    runs = TextRuns()
    for one in events or (event('"Hi"'),):
        runs.learn(one)
    return runs


TEXTS = ["", " ", "a", '"', "\\", '\\"', '",', '","', "\n\n", "data: ", "é", "😀", "\ud83d", "\ude00", "\u2028", "\x7f"]


@settings(derandomize=True, deadline=None, database=None)
@given(
    st.lists(st.sampled_from(TEXTS) | st.text(max_size=4), min_size=1, max_size=6),
    st.sampled_from(["escaped", "as it is"]),
)
def test_whatever_the_texts_are_they_are_cut_out_whole(texts: list[str], escaped: str) -> None:
    written = (json.dumps(text, ensure_ascii=escaped == "escaped").encode(errors="backslashreplace") for text in texts)
    data = b"".join(frame(event(one.decode())) for one in written)
    assert taught().cut(data + b"data: rest") == (tuple(texts), b"data: rest")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        frame(event('"a"'))[:-1],
        frame(event('"a"', after='}],"usage":null}')),
        frame(event('"a"', before='{"id":"2","choices":[{"index":0,"delta":')),
        b": comment\n\n" + frame(event('"a"')),
        frame(event('"a"')) + frame(event('"b"', after="}],}")) + frame(event('"c"')),
    ],
    ids=["nothing", "not whole", "another end", "another beginning", "a comment", "another shape in the midst"],
)
def test_what_has_another_shape_is_left(data: bytes) -> None:
    assert taught().cut(data) == ((), data)


@pytest.mark.parametrize(
    "contents",
    [
        ('"a"b"',),
        ('"a","b"',),
        ('"a\\"',),
        ('"a\\"', '"b"'),
        ('"a\\"', '","', '"c"'),
        ('"a","b"', '"c\\"', '"d"'),
        ('"a\n"',),
        ('"a\tb"', '"c"'),
        ('"\\x"',),
        ('"\\u12"',),
    ],
    ids=repr,
)
def test_what_is_no_string_is_left(contents: tuple[str, ...]) -> None:
    data = b"".join(frame(event(content)) for content in contents)
    assert taught().cut(data) == ((), data)


@pytest.mark.parametrize("bodies", [(b"\xff",), (b"\xff", b"a")], ids=["alone", "not alone"])
def test_what_is_not_utf_8_is_left(bodies: tuple[bytes, ...]) -> None:
    data = b"".join(frame(event('"?"').replace(b'"?"', b'"%b"' % body)) for body in bodies)
    assert taught().cut(data) == ((), data)


def test_what_is_behind_the_last_text_is_returned() -> None:
    data = frame(event('"a"')) + frame(event('"b"'))
    for rest in (b"", b"data: [DONE]\n\n", frame(event('"c"'))[:20], b"\r\n"):
        assert taught().cut(data + rest) == (("a", "b"), rest)


@pytest.mark.parametrize(
    "wrong",
    [
        '{"choices":[{"delta":{"content":null,"reasoning_content":"Hm"}}],"note":{"content":"a"}}',
        '{"note":"\\"content\\":\\"a\\"","choices":[{"delta":{}}]}',
        '{"choices":[]}',
        '{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}',
        '{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}',
    ],
    ids=["another content", "content in a text", "no text", "an end", "a count"],
)
def test_only_an_event_that_is_a_text_and_nothing_else_is_a_template(wrong: str) -> None:
    runs = taught(wrong.encode())
    assert runs.learns
    assert runs.cut(frame(wrong.encode())) == ((), frame(wrong.encode()))


def test_the_place_of_the_text_is_found_among_others_of_its_name() -> None:
    data = b'{"note":{"content":"x"},"choices":[{"delta":{"content":"%b"}}],"more":{"content":"y"}}'
    assert taught(data % b"Hi").cut(frame(data % b"a") + frame(data % b"b")) == (("a", "b"), b"")


def test_a_stream_without_a_template_is_given_up() -> None:
    runs = TextRuns()
    for number in range(4):
        assert runs.learns
        runs.learn(b'{"choices":[{"delta":{"content":"a"},"finish_reason":"%d"}]}' % number)
    assert not runs.learns
    runs.learn(event('"a"'))
    assert runs.cut(frame(event('"a"'))) == ((), frame(event('"a"')))


def test_a_new_template_takes_the_place_of_the_old() -> None:
    runs = taught(event('"a"'), event('"a"', after='}],"late":1}'))
    assert runs.cut(frame(event('"b"', after='}],"late":1}'))) == (("b",), b"")
    assert runs.cut(frame(event('"b"'))) == ((), frame(event('"b"')))
