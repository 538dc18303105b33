import re

import pytest

from fakes.model.text import pieces
from fakes.model.text.answer import write_answer
from fakes.model.text.question import Question
from fakes.model.text.samples import ALIASES, SAMPLES


def answer(text: str, *images: str, seed: str = "s", choice: int = 0) -> str:
    return write_answer(Question(text, images), seed=seed, choice=choice)


@pytest.mark.parametrize("seed", [str(number) for number in range(20)])
def test_a_greeting_is_friendly_and_short(seed: str) -> None:
    said = answer("Hello! How are you?", seed=seed)

    assert said.startswith(("Hello", "Hi"))
    assert "thank you" in said
    assert 25 <= pieces.count(said) <= 40


@pytest.mark.parametrize("language", [*SAMPLES, *filter(None, ALIASES)])
def test_code_stands_in_a_fence_of_its_language(language: str) -> None:
    # Go's everyday name is too common a word to be recognised.
    if language == "go":
        return
    fence = re.search(r"^```(\w+)\n(.+?)\n```$", answer(f"Some {language}, please"), re.DOTALL | re.MULTILINE)

    assert fence is not None
    assert fence[1] == ALIASES.get(language, language)
    assert fence[2] + "\n" == SAMPLES[fence[1]]


def test_code_without_a_language_is_python() -> None:
    assert "```python\n" in answer("Show me some code")


def test_a_list_is_numbered_and_quotes_the_question() -> None:
    said = answer("List the steps to bake bread")

    assert "“List the steps to bake bread”" in said
    assert re.findall(r"^\d\.", said, re.MULTILINE) == ["1.", "2.", "3.", "4.", "5."]


def test_a_table_has_a_head_and_equal_rows() -> None:
    rows = [line for line in answer("A table, please").splitlines() if line.startswith("|")]

    assert {row.count("|") for row in rows} == {5}
    assert set(rows[1]) == set("| -")


def test_anything_else_gets_paragraphs_that_quote_it() -> None:
    paragraphs = answer("Why is the sky blue?").split("\n\n")

    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("You asked: “Why is the sky blue?”")


def test_images_are_counted_and_named() -> None:
    assert answer("What is this?", "PNG").startswith("Thank you for the image: I can see **1 image** (1 × PNG).\n\nYou")
    assert "**3 images** (2 × PNG, 1 × linked)" in answer("", "PNG", "linked", "PNG")
    assert "You sent no words with it" in answer("", "PNG")


def test_the_answer_follows_from_seed_question_and_choice_alone() -> None:
    assert answer("Why?") == answer("Why?")
    assert len({answer("Why?", seed=str(number)) for number in range(20)}) > 5
    assert len({answer("Why?", choice=number) for number in range(20)}) > 5


def test_half_a_character_in_a_question_is_no_reason_to_fall() -> None:
    assert "\ud83d" in answer("Why \ud83d?")
