"""The addresses of OpenAI's Responses API."""

from fakes.model.generative import Generative
from fakes.model.responses import endpoints
from fakes.model.responses.dialect import Responses
from fakes.model.responses.endpoints import StoredEndpoint
from fakes.model.route import Route


def routes() -> tuple[Route, ...]:
    """Return them. A variable takes slashes, too: the longer addresses stand first."""
    dialect = Responses()
    one = "/v1/responses/{response}"
    return (
        Route("POST", "/v1/responses", Generative(dialect)),
        Route("POST", f"{one}/cancel", StoredEndpoint(dialect, endpoints.cancel)),
        Route("GET", f"{one}/input_items", StoredEndpoint(dialect, endpoints.list_input)),
        Route("GET", one, StoredEndpoint(dialect, endpoints.retrieve)),
        Route("DELETE", one, StoredEndpoint(dialect, endpoints.delete)),
    )
