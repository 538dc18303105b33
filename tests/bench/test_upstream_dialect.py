"""The upstream's bytes are what a provider sends, and tokens can be counted in them."""

import json
from collections.abc import Iterator

import pytest

from bench.http_bytes import LAST_CHUNK
from bench.upstream_dialect import BLOCK, MARK, TOKENS, Dialect, anthropic, openai

DIALECTS = {"openai": openai("event"), "anthropic": anthropic("event")}


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[request.param]


def chunks(data: bytes) -> Iterator[bytes]:
    while data:
        size, _, rest = data.partition(b"\r\n")
        chunk, data = rest[: int(size, 16)], rest[int(size, 16) :]
        assert data.startswith(b"\r\n")
        data = data[2:]
        yield chunk


def texts(data: bytes) -> list[str]:
    found = []
    for event in chunks(data):
        payload = json.loads(event.partition(b"data: ")[2])
        delta = payload["choices"][0]["delta"] if "choices" in payload else payload["delta"]
        found.append(delta.get("content") or delta.get("text"))
    return found


@pytest.mark.parametrize("first", [0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 5])
@pytest.mark.parametrize("number", [0, 1, BLOCK - 1, BLOCK])
def test_any_run_of_tokens_goes_on_where_the_one_before_it_ended(dialect: Dialect, first: int, number: int) -> None:
    assert texts(dialect.some(first, number)) == [TOKENS[place % BLOCK] for place in range(first, first + number)]


def test_every_event_is_a_chunk_of_its_own(dialect: Dialect) -> None:
    head, _, opening = dialect.opening.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert dialect.closing.endswith(LAST_CHUNK)
    for event in chunks(opening + dialect.block + dialect.closing.removesuffix(LAST_CHUNK)):
        assert event.endswith(b"\n\n")
        assert event.count(b"data: ") == 1


def test_the_mark_stands_once_in_every_token_and_nowhere_else(dialect: Dialect) -> None:
    assert [token.count(MARK) for token in dialect.tokens] == [1] * BLOCK
    assert MARK not in dialect.opening + dialect.closing


def test_no_two_tokens_in_a_row_are_equal() -> None:
    assert len(set(TOKENS)) == BLOCK


def test_an_answer_says_why_it_ends() -> None:
    assert b'"finish_reason":"stop"' in DIALECTS["openai"].closing
    assert b"data: [DONE]\n\n" in DIALECTS["openai"].closing
    assert b'"stop_reason":"end_turn"' in DIALECTS["anthropic"].closing


@pytest.mark.parametrize("write", [openai("write"), anthropic("write")], ids=DIALECTS)
@pytest.mark.parametrize(("first", "number"), [(0, 1), (0, BLOCK), (BLOCK - 1, 2)])
def test_a_write_can_be_one_chunk_with_the_same_events(write: Dialect, first: int, number: int) -> None:
    (whole,) = chunks(write.some(first, number))
    assert whole == b"".join(write.tokens[place % BLOCK] for place in range(first, first + number))


def test_no_tokens_are_no_chunk_and_so_not_the_end() -> None:
    assert openai("write").some(0, 0) == b""
