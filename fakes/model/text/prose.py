"""Prose without an end, for answers that must be long."""

from collections.abc import Iterator

from fakes.model.text.chooser import Chooser

_OPENINGS = ("", "", "", "On most days, ", "In the end, ", "After a while, ", "Seen from the shore, ", "As ever, ")
_SUBJECTS = (
    "the river",
    "a patient reader",
    "the old harbour",
    "every long letter",
    "the night train",
    "a careful sentence",
    "the lighthouse keeper",
    "the first draft",
    "a small garden",
    "the quiet machine",
)
_VERBS = (
    "keeps",
    "remembers",
    "carries",
    "measures",
    "gathers",
    "follows",
    "repeats",
    "forgives",
    "outlives",
    "answers",
)
_OBJECTS = (
    "what the morning left behind",
    "more than it was given",
    "the names of the ships",
    "one thought at a time",
    "the shape of the coast",
    "a promise nobody wrote down",
    "the slow work of the tide",
    "every question twice",
    "the weather of other towns",
    "its own small light",
)
_CLOSINGS = (
    ".",
    ".",
    ", and nobody minds.",
    ", word after word.",
    "; that is enough.",
    ", whatever the hour.",
    " — and then begins again.",
    ", as if for the first time.",
)
_SENTENCES = (3, 4, 4, 5, 6)


def paragraphs(seed: str) -> Iterator[str]:
    """Yield paragraphs for ever, each with the blank line that follows it. Only the present one is held."""
    chooser = Chooser("prose", seed)
    while True:
        yield " ".join(_sentence(chooser) for _ in range(chooser.pick(_SENTENCES))) + "\n\n"


def _sentence(chooser: Chooser) -> str:
    words = (
        f"{chooser.pick(_OPENINGS)}{chooser.pick(_SUBJECTS)} {chooser.pick(_VERBS)} {chooser.pick(_OBJECTS)}"
        f"{chooser.pick(_CLOSINGS)}"
    )
    return words[0].upper() + words[1:]
