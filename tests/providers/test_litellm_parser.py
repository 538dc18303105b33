import pytest

from service.field import JSON
from service.providers.deltas import Deltas
from service.providers.litellm_parser import Parser

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
    parser = Parser(stream)
    assert [parser(chunk=chunk) for chunk in chunks] == list(range(1, len(chunks) + 1))
    assert stream.parsed == chunks
    assert parser.finish_reason(litellms, Deltas()) == reason


def test_litellm_is_believed_where_nothing_is_parsed() -> None:
    assert Parser(object()).finish_reason("length", Deltas()) == "length"


@pytest.mark.parametrize(("chunk", "whole"), [({"candidates": []}, True), ({"done": False}, True), (ENDED, False)])
def test_who_sends_arguments_whole_is_known_by_its_chunks(chunk: JSON, *, whole: bool) -> None:
    parser = Parser(Stream())
    parser(chunk)
    parser(UNFINISHED)
    assert parser.calls_whole is whole


def test_geminis_calls_have_arguments() -> None:
    parts: list[JSON] = [
        {"text": "Hi"},
        {"functionCall": {"name": "look"}},
        {"functionCall": {"name": "see", "args": {"x": 1}}},
    ]
    Parser(Stream())({"candidates": [{"content": {"parts": parts}}]})
    assert parts == [
        {"text": "Hi"},
        {"functionCall": {"name": "look", "args": {}}},
        {"functionCall": {"name": "see", "args": {"x": 1}}},
    ]
