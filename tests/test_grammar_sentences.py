"""The grammar's tables once more, as regular expressions: what they accept is all that the tables accept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from service import events as e
from service import tool_events as t
from service.events import Event
from service.grammar import Grammar, IllegalEvent
from service.usage import Usage

SENTENCE = re.compile(r"M(S(T\+*t|R-*r)*s)*[ma!]")
"""A message of steps, a step of texts and reasonings, one verdict."""

LETTERS: Mapping[str, Event] = {
    "M": e.MessageStart("msg-1"),
    "S": e.StepStart("msg-1"),
    "T": e.TextStart("p"),
    "+": e.TextDelta("p", "Hi"),
    "t": e.TextEnd("p"),
    "R": e.ReasoningStart("p"),
    "-": e.ReasoningDelta("p", "Hm"),
    "r": e.ReasoningEnd("p"),
    "s": e.StepEnd("stop", Usage()),
    "m": e.MessageEnd("stop", Usage()),
    "a": e.Abort(Usage()),
    "!": e.Failure("upstream_reset", "The connection was lost"),
}

FATE = re.compile(r"id*E|(id*)?(I(p*[aoxn]?)?)?")
"""A call: its input opens and grows; it is good or not; then it waits, or has an output, or none."""

FATES: Mapping[str, Event] = {
    "i": t.ToolInputStart("c", "f"),
    "d": t.ToolInputDelta("c", "{}"),
    "I": t.ToolInput("c", "f", {}),
    "E": t.ToolInputError("c", "f", "{", "No"),
    "a": t.ToolApprovalRequest("a", "c"),
    "p": t.ToolOutput("c", 1, preliminary=True),
    "o": t.ToolOutput("c", 1),
    "x": t.ToolOutputError("c", "No"),
    "n": t.ToolOutputDenied("c", "No"),
}


def accepts(events: Sequence[Event]) -> bool:
    grammar = Grammar()
    try:
        for event in events:
            grammar.accept(event)
    except IllegalEvent:
        return False
    return True


def words(letters: Mapping[str, Event], length: int, before: Sequence[Event] = (), word: str = "") -> Iterator[str]:
    """Yield everything that the grammar accepts, up to a length."""
    for letter, event in letters.items():
        if accepts([*before, event]):
            yield word + letter
            if length > 1:
                yield from words(letters, length - 1, [*before, event], word + letter)


def test_the_table_of_parts_says_nothing_else_than_the_sentence() -> None:
    accepted = list(words(LETTERS, 8))
    whole = [word for word in accepted if word[-1] in "ma!"]
    # 18 ways to fill six letters with steps, and three verdicts.
    assert len(whole) == len(set(whole)) == 18 * 3
    assert all(SENTENCE.fullmatch(word) for word in whole)
    # What is not whole yet can be made so in one way.
    assert all(
        sum(SENTENCE.fullmatch(word + ending) is not None for ending in ("m", "sm", "tsm", "rsm")) == 1
        for word in accepted
        if word[-1] not in "ma!"
    )


def test_the_table_of_calls_says_nothing_else_than_their_fate() -> None:
    every = ("".join(word) for length in range(1, 6) for word in product(FATES, repeat=length))
    begun: list[Event] = [e.MessageStart("msg-1"), e.StepStart("msg-1")]
    assert set(words(FATES, 5, begun)) == {word for word in every if FATE.fullmatch(word)}
