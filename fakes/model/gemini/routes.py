"""The addresses of the Gemini API, and of the same at Vertex AI."""

from collections.abc import Iterator

from fakes.model.gemini.dialect import Gemini
from fakes.model.gemini.endpoints import BatchEmbed, CountTokens, Embed, ModelCard, ModelList, StreamGenerate
from fakes.model.generative import Generative
from fakes.model.route import Route

_ROOTS = ("/v1beta", "/v1", "/gemini/v1beta", "/gemini/v1")
_SHARED = "/v1"
"""Where the models of another API are listed."""

_VERSIONS = ("/v1", "/v1beta1", "/gemini/v1", "/gemini/v1beta1")
_PUBLISHED = "/publishers/{publisher}/models/{model}"


def routes() -> tuple[Route, ...]:
    """Return them."""
    return (*_developer(), *_vertex())


def _developer() -> Iterator[Route]:
    listed, card = ModelList(), ModelCard()
    for root in _ROOTS:
        yield from _actions(f"{root}/models/{{model}}", vertex=False)
        if root != _SHARED:
            yield Route("GET", f"{root}/models", listed)
            yield Route("GET", f"{root}/models/{{model}}", card)


def _vertex() -> Iterator[Route]:
    for version in _VERSIONS:
        for place in ("/projects/{project}/locations/{location}", ""):
            yield from _actions(f"{version}{place}{_PUBLISHED}", vertex=True)


def _actions(model: str, *, vertex: bool) -> Iterator[Route]:
    yield Route("POST", f"{model}:generateContent", Generative(Gemini(vertex=vertex)))
    yield Route("POST", f"{model}:streamGenerateContent", StreamGenerate(vertex=vertex))
    yield Route("POST", f"{model}:countTokens", CountTokens())
    yield Route("POST", f"{model}:embedContent", Embed())
    yield Route("POST", f"{model}:batchEmbedContents", BatchEmbed())
