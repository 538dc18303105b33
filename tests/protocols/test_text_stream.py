"""Every event as a reader of plain text gets it: words, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

import pytest

from service.events import Abort, Event, Failure, MessageEnd, ReasoningDelta, TextDelta, TextDeltas, TextEnd, TextStart
from service.protocols.protocol import Unspeakable
from service.protocols.text_stream import TextStream
from service.usage import Usage
from tests.protocols import test_data_stream
from tests.protocols.every_event import EVERY_EVENT

HIGH, LOW = "\ud83d", "\ude00"
END = MessageEnd("stop", Usage())

TEXTS: Mapping[str, tuple[Sequence[str], Sequence[bytes]]] = {
    "words": (["a", "b"], [b"a", b"b"]),
    "as they are": (['\0\r\n"\\é😀\u2028'], ['\0\r\n"\\é😀\u2028'.encode()]),
    "an emoji in two halves": ([f"a{HIGH}", f"{LOW}b"], [b"a", "😀b".encode()]),
    "an emoji whose halves are apart": ([HIGH, "", LOW], [b"", b"", "😀".encode()]),
    "an emoji in one delta, as two halves": ([HIGH + LOW], ["😀".encode()]),
    "a first half alone": ([HIGH, "a"], [b"", "\ufffda".encode()]),
    "a first half between words": ([f"a{HIGH}b"], ["a\ufffdb".encode()]),
    "a second half alone": ([LOW], ["\ufffd".encode()]),
    "halves the wrong way round": ([LOW + HIGH, "a"], ["\ufffd".encode(), "\ufffda".encode()]),
    "two first halves": ([HIGH, HIGH, LOW], [b"", "\ufffd".encode(), "😀".encode()]),
    "the first and the last first half": (["\ud800", "\udbff", "a"], [b"", "\ufffd".encode(), "\ufffda".encode()]),
    "the neighbours of halves": (["\ud7ff", "\ue000"], ["\ud7ff".encode(), "\ue000".encode()]),
    "the first and the last second half": (["\udc00", "\udfff"], ["\ufffd".encode(), "\ufffd".encode()]),
}
"""Deltas, and the bytes of each."""


@pytest.mark.parametrize(("texts", "written"), TEXTS.values(), ids=TEXTS)
def test_text_is_utf_8_and_half_a_character_waits(texts: Sequence[str], written: Sequence[bytes]) -> None:
    stream = TextStream()
    assert [stream.encode([TextDelta("t", text)]) for text in texts] == list(written)
    assert TextStream().encode(TextDelta("t", text) for text in texts) == b"".join(written)


@pytest.mark.parametrize("end", [END, Abort(Usage())], ids=["end", "abort"])
def test_half_a_character_that_stays_alone_is_told_at_the_end(end: Event) -> None:
    stream = TextStream()
    assert [stream.encode([event]) for event in (TextDelta("t", f"a{HIGH}"), TextEnd("t"), end)] == [
        b"a",
        b"",
        "\ufffd".encode(),
    ]
    assert TextStream().encode([TextDelta("t", f"a{HIGH}"), end]) == "a\ufffd".encode()


def test_half_a_character_is_told_once() -> None:
    stream = TextStream()
    stream.encode([TextDelta("t", HIGH)])
    assert [stream.encode([TextDelta("t", LOW)]), stream.encode([TextDelta("t", LOW)]), stream.encode([END])] == [
        "😀".encode(),
        "\ufffd".encode(),
        b"",
    ]


def test_halves_meet_across_parts() -> None:
    events: list[Event] = [
        TextDelta("t", HIGH),
        TextEnd("t"),
        ReasoningDelta("r", "Hm"),
        TextStart("u"),
        TextDelta("u", LOW),
    ]
    assert TextStream().encode(events) == "😀".encode()


def test_a_failure_can_not_be_told() -> None:
    with pytest.raises(Unspeakable, match=r"^c$"):
        TextStream().encode([TextDelta("t", "a"), Failure("c", "No")])


def test_nothing_but_text_is_told() -> None:
    events = [event for event, _ in test_data_stream.TABLE.values() if not isinstance(event, Failure)]
    assert {type(event) for event in events} == EVERY_EVENT - {Failure}
    texts = (event.texts if isinstance(event, TextDeltas) else (event.text,) for event in events if _is_text(event))
    words = "".join(text for together in texts for text in together)
    # Its two halves of an emoji stand side by side.
    assert TextStream().encode(events) == words.encode("utf-16", "surrogatepass").decode("utf-16").encode()
    assert TextStream().encode(event for event in events if not _is_text(event)) == b""


def _is_text(event: Event) -> TypeGuard[TextDelta | TextDeltas]:
    return isinstance(event, TextDelta | TextDeltas)


def test_the_headers_forbid_buffering() -> None:
    assert TextStream().headers == (
        ("content-type", "text/plain; charset=utf-8"),
        ("cache-control", "no-cache, no-transform"),
        ("x-accel-buffering", "no"),
    )
