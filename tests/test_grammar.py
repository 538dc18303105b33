import re
from collections.abc import Iterator

import pytest

from service.events import (
    Event,
    Failure,
    MessageEnd,
    MessageStart,
    StepEnd,
    StepStart,
    TextDelta,
    TextEnd,
    TextStart,
    Usage,
)
from service.grammar import TRANSITIONS, Grammar, IllegalEvent, State

EVENTS: dict[str, Event] = {
    "M": MessageStart("msg-1"),
    "S": StepStart("msg-1"),
    "T": TextStart(),
    "+": TextDelta("Hi"),
    "t": TextEnd(),
    "s": StepEnd("stop", Usage()),
    "m": MessageEnd("stop", Usage()),
    "!": Failure("upstream_reset", "The connection was lost"),
}
"""Every event, and the letter it has in the sentences below."""

SENTENCE = re.compile(r"M(S(T\+*t)*s)*[m!]")
"""The whole grammar once more: a message of steps, a step of texts, one verdict."""

every_state = pytest.mark.parametrize("state", State, ids=lambda state: state.name)
every_event = pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: type(event).__name__)


def in_state(state: State) -> Grammar:
    grammar = Grammar()
    grammar.state = state
    return grammar


def accepts(word: str) -> Grammar | None:
    grammar = Grammar()
    try:
        for letter in word:
            grammar.accept(EVENTS[letter])
    except IllegalEvent:
        return None
    return grammar


def words(length: int, beginning: str = "") -> Iterator[str]:
    """Yield everything the grammar accepts, up to a length."""
    for letter in EVENTS:
        word = beginning + letter
        if accepts(word) is not None:
            yield word
            if len(word) < length:
                yield from words(length, word)


def test_nothing_is_open_at_first() -> None:
    assert Grammar().state is State.NOTHING


def test_the_table_knows_every_event() -> None:
    assert {event for _, event in TRANSITIONS} == {type(event) for event in EVENTS.values()}


@every_state
@every_event
def test_an_event_moves_as_the_table_says_or_is_illegal(state: State, event: Event) -> None:
    grammar = in_state(state)
    target = TRANSITIONS.get((state, type(event)))
    if target is None:
        with pytest.raises(IllegalEvent) as caught:
            grammar.accept(event)
        assert str(caught.value) == f"{type(event).__name__} while {state.name} is open"
        assert grammar.state is state
    else:
        assert grammar.accept(event) is event
        assert grammar.state is target


@every_event
def test_nothing_follows_a_verdict(event: Event) -> None:
    with pytest.raises(IllegalEvent):
        in_state(State.VERDICT).accept(event)


@pytest.mark.parametrize(
    "word",
    ["MSsm", "MSs!", "Mm", "M!", "MSTtsm", "MST+++tsm", "MST+tT+tsm", "MST+tsST+ts!"],
)
def test_a_whole_message_is_accepted(word: str) -> None:
    grammar = accepts(word)
    assert grammar is not None
    assert grammar.state is State.VERDICT


@pytest.mark.parametrize(
    "word",
    ["S", "m", "!", "MM", "MSS", "M+", "MS+", "MSt", "MSm", "MS!", "MSTT", "MSTs", "MST!", "MSTm", "Mmm", "M!m", "M!!"],
)
def test_what_is_open_is_closed_and_a_verdict_is_the_last_word(word: str) -> None:
    assert accepts(word[:-1]) is not None
    assert accepts(word) is None


def test_the_table_says_nothing_else_than_the_sentence() -> None:
    accepted = list(words(9))
    whole = [word for word in accepted if word[-1] in "m!"]
    assert len(whole) == len(set(whole)) == 30
    assert all(SENTENCE.fullmatch(word) for word in whole)
    # What is not whole yet can be made so, and nothing is whole in two places.
    endings = ("m", "sm", "tsm")
    assert all(
        sum(SENTENCE.fullmatch(word + ending) is not None for ending in endings) == 1
        for word in accepted
        if word[-1] not in "m!"
    )
