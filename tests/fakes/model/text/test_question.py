import pytest

from fakes.model.text.question import Question

STYLES = [
    ("Hello! How are you?", "greeting"),
    ("  hi", "greeting"),
    ("Good morning, friend", "greeting"),
    ("Hidden things are strange", "prose"),
    ("Hello, can you tell me in detail why the sky is blue?", "prose"),
    ("Why is the sky blue?", "prose"),
    ("", "prose"),
    ("Write a function that adds", "code"),
    ("hello world in Rust", "code"),
    ("What is trust?", "prose"),
    ("List three fruits", "list"),
    ("Explain step-by-step", "list"),
    ("A table of Python web frameworks", "table"),
    ("Write code that lists files", "code"),
]


@pytest.mark.parametrize(("text", "style"), STYLES)
def test_the_question_decides_how_the_answer_looks(text: str, style: str) -> None:
    assert Question(text).style == style


@pytest.mark.parametrize(
    ("text", "language"), [("Some TypeScript, please", "typescript"), ("in SQL?", "sql"), ("javascripts", ""), ("", "")]
)
def test_the_language_is_the_one_that_is_named(text: str, language: str) -> None:
    assert Question(text).language == language


def test_a_quote_is_one_line_and_not_too_long() -> None:
    assert Question(" Why\n\n is  it? ").quote == "Why is it?"
    assert Question("ab " * 100).quote == "ab " * 39 + "ab…"
    assert len(Question("x" * 121).quote) == len(Question("x" * 120).quote) == 120
