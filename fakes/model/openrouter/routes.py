"""The addresses of OpenRouter's API."""

from fakes.model.generative import Generative
from fakes.model.openrouter.dialect import OpenRouter
from fakes.model.route import Route


def routes() -> tuple[Route, ...]:
    """Return them."""
    return (Route("POST", "/openrouter/api/v1/chat/completions", Generative(OpenRouter())),)
