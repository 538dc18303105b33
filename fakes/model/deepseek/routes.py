"""The addresses of DeepSeek's API: at its root, and under the two names that OpenAI's clients give to a version."""

from fakes.model.deepseek.dialect import DeepSeek
from fakes.model.generative import Generative
from fakes.model.openai.models import ModelList
from fakes.model.route import Route

_ROOTS = ("/deepseek", "/deepseek/v1", "/deepseek/beta")


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = DeepSeek()
    chats = (Route("POST", f"{root}/chat/completions", Generative(dialect)) for root in _ROOTS)
    return (*chats, *(Route("GET", f"{root}/models", ModelList(dialect)) for root in _ROOTS))
