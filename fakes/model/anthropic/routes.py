"""The addresses of Anthropic's API, at the root of a host as Anthropic has it, and under /anthropic."""

from collections.abc import Iterator

from fakes.model.anthropic.count_tokens import CountTokens
from fakes.model.anthropic.dialect import Messages
from fakes.model.anthropic.models import ModelCard, ModelList
from fakes.model.anthropic.request import VERSION_HEADER
from fakes.model.generative import Generative
from fakes.model.route import Route


def routes() -> Iterator[Route]:
    """Yield every address. At the root another API has models, too; there only the header tells who is asked."""
    yield from _below("/anthropic")
    yield from _below("", header=VERSION_HEADER)


def _below(prefix: str, *, header: str = "") -> Iterator[Route]:
    yield Route("POST", f"{prefix}/v1/messages", Generative(Messages()))
    yield Route("POST", f"{prefix}/v1/messages/count_tokens", CountTokens())
    yield Route("GET", f"{prefix}/v1/models", ModelList(), header)
    yield Route("GET", f"{prefix}/v1/models/{{model}}", ModelCard(), header)
