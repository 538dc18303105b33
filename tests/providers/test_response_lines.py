"""The lines that litellm is given."""

from collections.abc import AsyncIterator

import httpx
import pytest

from service.providers.response_lines import ResponseLines, response_beneath

pytestmark = pytest.mark.anyio

ODD = "a\x85b\u2028c\u2029d\x0be\x0cf\x1cg"
READS = {
    "nothing": ([], []),
    "line feeds": ([b"one\ntwo\n"], ["one", "two"]),
    "no end": ([b"one\ntwo"], ["one", "two"]),
    "CR and LF": ([b"one\r\ntwo\r\n"], ["one", "two"]),
    "CR": ([b"one\rtwo\r"], ["one", "two"]),
    "CR and LF in two reads": ([b"one\r", b"\ntwo"], ["one", "two"]),
    "CR in two reads": ([b"one\r", b"two\n"], ["one", "two"]),
    "empty lines": ([b"one\n\ntwo\r\n\r\n"], ["one", "", "two", ""]),
    "a line in three reads": ([b"on", b"e, tw", b"o\nthree\n"], ["one, two", "three"]),
    "a character in two reads": ([b"\xc3", b"\xa9\n"], ["é"]),
    "no UTF-8": ([b"a\xff\n"], ["a\ufffd"]),
    "what Python takes for line ends": ([f"{ODD}\n".encode()], [ODD]),
}


class Body(httpx.AsyncByteStream):
    """A body in these reads, which sees that it is closed."""

    def __init__(self, *reads: bytes) -> None:
        self.closed = False
        self._reads = reads

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for read in self._reads:
            yield read

    async def aclose(self) -> None:
        self.closed = True


def response(*reads: bytes) -> httpx.Response:
    return httpx.Response(200, stream=Body(*reads), request=httpx.Request("GET", "http://a.test"))


@pytest.mark.parametrize(("reads", "lines"), READS.values(), ids=READS)
async def test_a_line_ends_where_its_format_says(reads: list[bytes], lines: list[str]) -> None:
    assert [line async for line in ResponseLines(response(*reads))] == lines


async def test_who_iterates_anew_goes_on() -> None:
    lines = ResponseLines(response(b"one\ntwo\nthree\n"))
    async for line in lines:
        assert line == "one"
        break
    assert [line async for line in lines] == ["two", "three"]


async def test_closing_the_lines_closes_the_response() -> None:
    body = Body(b"one\n")
    answer = httpx.Response(200, stream=body)
    await ResponseLines(answer).aclose()
    assert body.closed


async def test_the_response_beneath_is_found_before_it_is_read() -> None:
    answer = response(b"one\ntwo\n")
    lines = answer.aiter_lines()
    assert response_beneath(lines) is answer
    assert [line async for line in lines] == ["one", "two"]
    assert response_beneath(lines) is None


async def test_what_has_begun_is_left_alone() -> None:
    lines = response(b"one\n", b"two\n").aiter_lines()
    assert await anext(lines) == "one"
    assert response_beneath(lines) is None


@pytest.mark.parametrize("other", [None, ["one"], response(b"one").aiter_bytes])
def test_other_lines_have_none(other: object) -> None:
    assert response_beneath(other) is None
