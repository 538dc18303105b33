"""Whatever model and tools do, every client can read the answer: random answers, read by strict readers."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from service.events import Event, Failure, TextDelta, TextDeltas
from service.grammar import Grammar, IllegalEvent, State
from service.protocols.data_stream import DataStream
from service.protocols.protocol import StreamProtocol, Unspeakable
from service.protocols.text_stream import TextStream
from service.protocols.ui_message_stream import Sdk, UIMessageStream
from tests.protocols import data_stream_reader, random_events, ui_stream_reader
from tests.protocols.every_event import EVERY_EVENT
from tests.protocols.random_answers import ANSWERED, Script, all_chunks, plain_chunks, scripts

every_run_alike = settings(derandomize=True, deadline=None, database=None, max_examples=120)

CLIENTS = {Sdk.ANY: ["5.0.0", "5", "6", "7"], Sdk.V5: ["5", "6", "7"], Sdk.V6: ["6", "7"], Sdk.V7: ["7"]}
"""The oldest client that has to understand a stream, and all that have to."""

every_sdk = pytest.mark.parametrize("sdk", Sdk, ids=lambda sdk: sdk.name)

Told = Sequence[Sequence[Event]]


def encoded(protocol: Callable[[], StreamProtocol], told: Told) -> bytes:
    """Return the bytes of events, which are the same however many are written together."""
    events = [event for together in told for event in together]
    body = protocol().encode(events)
    assert protocol().encode(one_by_one(events)) == body
    one, some = protocol(), protocol()
    assert b"".join(one.encode([event]) for event in events) == body
    assert b"".join(some.encode(together) for together in told) == body
    return body


def words(told: Told) -> str:
    events = [event for together in told for event in one_by_one(together)]
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def one_by_one(events: Sequence[Event]) -> list[Event]:
    """Return the events, every text by itself."""
    return [
        one
        for event in events
        for one in (
            [TextDelta(event.part_id, text) for text in event.texts] if isinstance(event, TextDeltas) else [event]
        )
    ]


def total(usages: Sequence[dict[str, Any]], name: str) -> int | None:
    counts = [usage[name] for usage in usages if usage[name] is not None]
    return sum(counts) if counts else None


def read_by_ai_4(told: Told, client: str) -> list[data_stream_reader.Part]:
    parts = data_stream_reader.read(encoded(DataStream, told), client, ANSWERED)
    assert "".join(value for code, value in parts if code == "0") == words(told)
    return parts


@every_run_alike
@given(scripts(all_chunks))
def test_every_answer_is_readable_for_ai_4(script: Script) -> None:
    parts = read_by_ai_4(list(script.events()), "4.3")
    steps = [value["usage"] for code, value in parts if code == "e"]
    for code, value in parts:
        if code == "d":
            assert value["usage"] == {name: total(steps, name) for name in ("promptTokens", "completionTokens")}


@every_run_alike
@given(scripts(plain_chunks))
def test_an_answer_of_words_and_calls_is_readable_for_ai_4_1(script: Script) -> None:
    read_by_ai_4(list(script.events()), "4.1")


@every_sdk
@every_run_alike
@given(script=scripts(all_chunks))
def test_every_answer_is_readable_for_the_client_it_is_for_and_all_newer_ones(sdk: Sdk, script: Script) -> None:
    told = list(script.events())
    body = encoded(lambda: UIMessageStream(sdk), told)
    for client in CLIENTS[sdk]:
        chunks = ui_stream_reader.read(body, client, ANSWERED)
        assert "".join(chunk["delta"] for chunk in chunks if chunk["type"] == "text-delta") == words(told)


@every_run_alike
@given(scripts(all_chunks))
def test_every_answers_words_are_readable_as_text(script: Script) -> None:
    told = list(script.events())
    if any(isinstance(event, Failure) for together in told for event in together):
        with pytest.raises(Unspeakable):
            encoded(TextStream, told)
        return
    joined = re.sub(r"[\ud800-\udbff][\udc00-\udfff]", _character, words(told))
    assert encoded(TextStream, told).decode() == re.sub(r"[\ud800-\udfff]", "\ufffd", joined)


def _character(pair: re.Match[str]) -> str:
    high, low = map(ord, pair[0])
    return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


def accepted(events: Sequence[Event]) -> list[Event]:
    """Return those that the grammar accepts; what it does not accept changes nothing."""
    grammar, legal = Grammar(ANSWERED), []
    for event in (*events, *random_events.ENDS):
        before = grammar.state, grammar._part, dict(grammar._calls)
        try:
            assert grammar.accept(event) is event
        except IllegalEvent:
            assert (grammar.state, grammar._part, grammar._calls) == before
        else:
            legal.append(event)
    assert grammar.state is State.VERDICT
    return legal


@every_sdk
@every_run_alike
@given(events=random_events.sequences)
def test_what_the_grammar_accepts_is_readable(sdk: Sdk, events: Sequence[Event]) -> None:
    legal = [accepted(events)]
    body = encoded(lambda: UIMessageStream(sdk), legal)
    for client in CLIENTS[sdk]:
        ui_stream_reader.read(body, client, ANSWERED)


@every_run_alike
@given(random_events.sequences)
def test_what_the_grammar_accepts_is_readable_for_ai_4(events: Sequence[Event]) -> None:
    read_by_ai_4([accepted(events)], "4.3")


def test_any_event_may_come() -> None:
    assert random_events.KINDS.keys() == EVERY_EVENT
