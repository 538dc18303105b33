"""The addresses of Mistral's API."""

from fakes.model.generative import Generative
from fakes.model.mistral.dialect import Mistral
from fakes.model.mistral.embeddings import Embeddings
from fakes.model.mistral.models import ModelList
from fakes.model.route import Route

_ROOT = "/mistral/v1"


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = Mistral()
    return (
        Route("POST", f"{_ROOT}/chat/completions", Generative(dialect)),
        Route("POST", f"{_ROOT}/embeddings", Embeddings(dialect)),
        Route("GET", f"{_ROOT}/models", ModelList(dialect)),
    )
