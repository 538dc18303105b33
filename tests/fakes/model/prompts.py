"""Prompts that differ from a plain one in what a test is about."""

from typing import Any

from fakes.model.model_name import ModelName
from fakes.model.prompt import Prompt, Turn


def prompt(question: str = "Hi", *, model: str = "demo", **fields: Any) -> Prompt:  # noqa: ANN401 - any of its fields
    """One question, and whatever else is given."""
    turns = fields.pop("turns", (Turn("user", question),))
    return Prompt(dialect=fields.pop("dialect", "openai"), model=ModelName.parse(model), turns=turns, **fields)
