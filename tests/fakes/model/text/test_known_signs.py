import re

import pytest

from fakes.model.openai.moderations import Judged, _verdict
from fakes.model.text import pieces
from fakes.model.text.embedding import embed
from fakes.model.text.known_signs import known
from fakes.model.text.question import Question

NEW = "\U00031350\U00011f51"
"""A letter since Unicode 15.0, and a digit."""

# Counted by Python 3.11, whose Unicode is the oldest.
LETTERS_AND_DIGITS, DIGITS = 133548, 660


def test_every_python_knows_as_many_letters_and_digits() -> None:
    everything = known("".join(map(chr, range(0x110000))))

    assert len(everything) == 0x110000
    assert (len(re.findall(r"\w", everything)), len(re.findall(r"\d", everything))) == (LETTERS_AND_DIGITS, DIGITS)


@pytest.mark.parametrize("text", ["", "plain", "Grüße, 漢字 🎉"])
def test_what_everybody_knows_is_left_as_it_is(text: str) -> None:
    assert known(text) is text


def test_a_sign_that_only_some_know_is_a_piece_of_its_own() -> None:
    text = f"ab {NEW}cd"

    assert [*pieces.split(text)] == ["ab", f" {NEW[0]}", NEW[1], "cd"]
    assert pieces.count(text * 2000) == len([*pieces.split(text * 2000)]) == 6001


def test_words_beside_it_are_words() -> None:
    asked = f"{NEW}hello"

    assert Question(asked).style == "greeting"
    assert Question(f"{NEW}rust{NEW}").language == "rust"
    assert _verdict(Judged([f"{NEW}murder{NEW}"]), "seed")["flagged"]
    assert embed(f"{NEW}hello", 16, "seed") == embed("hello", 16, "seed")
