"""Every address of every API that the server speaks. An API is imported when the first request may be for it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module

from fakes.model.openai.chat import ChatCompletions
from fakes.model.route import Route, Routes

CHAT = ChatCompletions()
"""The API in whose shape is told what no API could be found for."""


@dataclass(frozen=True, slots=True)
class Api:
    """An API: the module below fakes.model that has its routes, and how the paths begin that may be its own."""

    module: str
    beginnings: re.Pattern[str]

    def may_know(self, path: str) -> bool:
        """Tell whether a path may be one of this API's; only its routes know."""
        return self.beginnings.match(path) is not None

    def routes(self) -> tuple[Route, ...]:
        """Return its routes, importing them."""
        routes: Callable[[], tuple[Route, ...]] = import_module(f"fakes.model.{self.module}").routes
        return routes()


# Where two of them share an address, the one that is named first has it.
APIS = tuple(
    Api(module, re.compile(beginnings))
    for module, beginnings in (
        ("anthropic.routes", r"/anthropic/|/v1/messages|/v1/models"),
        ("gemini.routes", r"/gemini/|/v1beta1?/|/v1/(models/.+:|projects/|publishers/)"),
        ("openai.routes", r"/v1/(chat/|models)"),
        ("openai.other_routes", r"/v1/(completions|embeddings|moderations)"),
        ("responses.routes", r"/v1/responses"),
        ("ollama.routes", r"/$|/api/|/ollama/"),
        ("bedrock.routes", r"(/bedrock)?/model/"),
        ("azure.routes", r"/openai/"),
        ("mistral.routes", r"/mistral/"),
        ("groq.routes", r"/groq/"),
        ("openrouter.routes", r"/openrouter/"),
        ("deepseek.routes", r"/deepseek/"),
    )
)
"""Every API, in the order in which they are asked."""

_KEPT_PATHS = 256


class Catalogue:
    """The addresses of these APIs."""

    def __init__(self, apis: Iterable[Api]) -> None:
        self._apis = tuple(apis)
        self._known: dict[tuple[Api, ...], Routes] = {}
        # Most clients ask at one address again and again.
        self._at = lru_cache(maxsize=_KEPT_PATHS)(self._found)

    def at(self, path: str) -> tuple[tuple[Route, Mapping[str, str]], ...]:
        """Return every route to a path with the path's variables, one for each method of each API."""
        return self._at(path)

    def all(self) -> tuple[Route, ...]:
        """Return every route; all APIs are imported then."""
        return tuple(route for api in self._apis for route in api.routes())

    def _found(self, path: str) -> tuple[tuple[Route, Mapping[str, str]], ...]:
        asked = tuple(api for api in self._apis if api.may_know(path))
        if asked not in self._known:
            self._known[asked] = Routes(route for api in asked for route in api.routes())
        return self._known[asked].at(path)


@cache
def catalogue() -> Catalogue:
    """Return all addresses."""
    return Catalogue(APIS)
