"""The addresses of OpenAI's chat completions and models."""

from fakes.model.generative import Generative
from fakes.model.openai.chat import ChatCompletions
from fakes.model.openai.models import ModelCard, ModelList
from fakes.model.route import Route


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = ChatCompletions()
    return (
        Route("POST", "/v1/chat/completions", Generative(dialect)),
        Route("GET", "/v1/models", ModelList(dialect)),
        Route("GET", "/v1/models/{model}", ModelCard(dialect)),
    )
