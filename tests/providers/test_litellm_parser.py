from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from service.field import JSON
from service.providers.litellm_parser import Parser

pytestmark = pytest.mark.anyio

ENDED: JSON = {"choices": [{"finish_reason": "length"}]}
UNFINISHED: JSON = {"choices": [{"finish_reason": None}]}
FOREIGN: JSON = {"done_reason": "stop"}


class Stream:
    """Parses, and keeps what it was given."""

    def __init__(self) -> None:
        self.parsed: list[JSON] = []

    def chunk_parser(self, chunk: JSON) -> int:
        self.parsed.append(chunk)
        return len(self.parsed)


def wrapper(
    stream: object, make_call: Callable[..., Awaitable[object]] | None = None, reason: str | None = None
) -> Any:  # noqa: ANN401 - stands in for litellm's
    return SimpleNamespace(completion_stream=stream, make_call=make_call, received_finish_reason=reason)


@pytest.mark.parametrize(
    ("chunks", "litellms", "reason"),
    [
        ([UNFINISHED, ENDED], "stop", "length"),
        ([ENDED, UNFINISHED], "stop", "length"),
        ([UNFINISHED], "stop", None),
        ([FOREIGN], "length", "length"),
        ([FOREIGN], None, None),
        (["no object", None], "stop", "stop"),
        ([], None, None),
    ],
    ids=["given", "given before the end", "made up", "another dialect", "another, unfinished", "no chunks", "nothing"],
)
def test_the_providers_own_word_counts(chunks: list[JSON], litellms: str | None, reason: str | None) -> None:
    stream = Stream()
    parser = Parser(wrapper(stream, reason=litellms))
    assert [stream.chunk_parser(chunk=chunk) for chunk in chunks] == list(range(1, len(chunks) + 1))
    assert stream.parsed == chunks
    assert parser.finish_reason(called=False) == reason


async def test_a_stream_that_is_asked_for_late_is_watched_too() -> None:
    stream = Stream()

    async def make_call(*, client: str) -> Stream:
        assert client == "theirs"
        return stream

    lazy = wrapper(None, make_call, "stop")
    parser = Parser(lazy)
    assert await lazy.make_call(client="theirs") is stream
    stream.chunk_parser({"candidates": [{"finishReason": "MAX_TOKENS"}]})
    assert parser.finish_reason(called=False) == "length"


async def test_litellm_is_believed_where_nothing_is_parsed() -> None:
    async def make_call() -> object:
        return object()

    lazy = wrapper(None, make_call, "stop")
    parser = Parser(lazy)
    await lazy.make_call()
    assert parser.finish_reason(called=False) == "stop"
    assert Parser(wrapper(object(), reason="length")).finish_reason(called=False) == "length"


def test_geminis_calls_have_arguments() -> None:
    stream = Stream()
    Parser(wrapper(stream))
    parts: list[JSON] = [
        {"text": "Hi"},
        {"functionCall": {"name": "look"}},
        {"functionCall": {"name": "see", "args": {"x": 1}}},
    ]
    stream.chunk_parser({"candidates": [{"content": {"parts": parts}}]})
    assert parts == [
        {"text": "Hi"},
        {"functionCall": {"name": "look", "args": {}}},
        {"functionCall": {"name": "see", "args": {"x": 1}}},
    ]
