"""A question survives whatever a server makes of the message that it travels in."""

import json

import pytest

from bench.question import Question, Shape, body_of


@pytest.mark.parametrize("shape", ["openai", "ai4", "ui"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_question_is_found_in_every_body(shape: Shape, indent: int | None) -> None:
    question = Question(1_000_000, 25)
    assert Question.found_in(json.dumps(body_of(shape, question), indent=indent).encode()) == question


def test_a_body_without_a_question_is_refused() -> None:
    with pytest.raises(ValueError, match="no question"):
        Question.found_in(b'{"messages":[{"role":"user","content":"Hello"}]}')
