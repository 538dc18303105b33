"""The addresses of OpenAI's smaller and older APIs: legacy completions, embeddings, moderations."""

from fakes.model.generative import Generative
from fakes.model.openai.embeddings import Embeddings
from fakes.model.openai.legacy_completion import Completions
from fakes.model.openai.moderations import Moderations
from fakes.model.route import Route


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = Completions()
    return (
        Route("POST", "/v1/completions", Generative(dialect)),
        Route("POST", "/v1/embeddings", Embeddings(dialect)),
        Route("POST", "/v1/moderations", Moderations(dialect)),
    )
