"""The addresses of Bedrock's runtime, at the root of a host as AWS has it, and under /bedrock."""

from collections.abc import Iterator

from fakes.model.bedrock.dialect import Converse
from fakes.model.generative import Generative
from fakes.model.route import Route


def routes() -> Iterator[Route]:
    """Yield every address."""
    for prefix in ("", "/bedrock"):
        yield Route("POST", f"{prefix}/model/{{model}}/converse", Generative(Converse(stream=False)))
        yield Route("POST", f"{prefix}/model/{{model}}/converse-stream", Generative(Converse(stream=True)))
