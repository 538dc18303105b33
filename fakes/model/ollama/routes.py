"""The addresses of Ollama's API."""

from collections.abc import Iterator

from fakes.model.ollama.endpoints import Embed, Loading, OldEmbed, Root, Running, Show, Tags, Version
from fakes.model.ollama.shape import Chat, Generate
from fakes.model.route import Route

_PREFIXES = ("", "/ollama")


def routes() -> tuple[Route, ...]:
    """Return them."""
    return tuple(route for prefix in _PREFIXES for route in _below(prefix))


def _below(prefix: str) -> Iterator[Route]:
    yield Route("POST", f"{prefix}/api/chat", Loading(Chat()))
    yield Route("POST", f"{prefix}/api/generate", Loading(Generate()))
    yield Route("POST", f"{prefix}/api/embed", Embed())
    yield Route("POST", f"{prefix}/api/embeddings", OldEmbed())
    yield Route("GET", f"{prefix}/api/tags", Tags())
    yield Route("GET", f"{prefix}/api/ps", Running())
    yield Route("POST", f"{prefix}/api/show", Show())
    yield Route("GET", f"{prefix}/api/version", Version())
    yield Route("GET", f"{prefix}/", Root())
