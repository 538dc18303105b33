"""The addresses of Azure's API: of a deployment, and of version 1, which needs neither deployment nor version."""

from collections.abc import Iterator

from fakes.model.azure.dialect import Azure, AzureCompletions
from fakes.model.azure.embeddings import AzureEmbeddings
from fakes.model.generative import Generative
from fakes.model.openai.models import ModelCard, ModelList
from fakes.model.route import Route

_ROOTS = ("/openai/deployments/{deployment}", "/openai/v1")


def routes() -> tuple[Route, ...]:
    """Return them."""
    dialect = Azure()
    listed = (
        Route("GET", "/openai/v1/models", ModelList(dialect)),
        Route("GET", "/openai/v1/models/{model}", ModelCard(dialect)),
    )
    return (*(route for root in _ROOTS for route in _generative(root)), *listed)


def _generative(root: str) -> Iterator[Route]:
    dialect = Azure()
    # The first that fits has it: the name of a deployment may hold slashes.
    yield Route("POST", f"{root}/chat/completions", Generative(dialect))
    yield Route("POST", f"{root}/completions", Generative(AzureCompletions()))
    yield Route("POST", f"{root}/embeddings", AzureEmbeddings(dialect))
