"""The addresses of Groq's API."""

from fakes.model.generative import Generative
from fakes.model.groq.dialect import Groq
from fakes.model.openai.models import ModelCard, ModelList
from fakes.model.route import Route

_ROOT = "/groq/openai/v1"


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = Groq()
    return (
        Route("POST", f"{_ROOT}/chat/completions", Generative(dialect)),
        Route("GET", f"{_ROOT}/models", ModelList(dialect)),
        Route("GET", f"{_ROOT}/models/{{model}}", ModelCard(dialect)),
    )
