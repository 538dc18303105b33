import pytest

from fakes.model.openai.chat import ChatCompletions
from fakes.model.openai.models import ModelCard, ModelList
from fakes.model.request import Request
from fakes.model.route import Route, Routes

DIALECT = ChatCompletions()
LIST = Route("GET", "/v1/models", ModelList(DIALECT))
CARD = Route("GET", "/v1/models/{model}", ModelCard(DIALECT))
ASK = Route("POST", "/v1/models/{model}:ask", ModelCard(DIALECT))
NESTED = Route("GET", "/v1/{place}/x/{name}", ModelCard(DIALECT))
ROUTES = Routes((LIST, ASK, CARD, NESTED))

CASES = [
    ("/v1/models", [(LIST, {})]),
    ("/v1/models/gpt-4o", [(CARD, {"model": "gpt-4o"})]),
    ("/v1/models/fake/long", [(CARD, {"model": "fake/long"})]),
    ("/v1/models/fake%2Flong%3Ftokens=1", [(CARD, {"model": "fake/long?tokens=1"})]),
    ("/v1/models/a:ask", [(ASK, {"model": "a"}), (CARD, {"model": "a:ask"})]),
    ("/v1/a/x/b", [(NESTED, {"place": "a", "name": "b"})]),
    ("/v1/models/", []),
    ("/v2/models", []),
]


@pytest.mark.parametrize(("path", "found"), CASES)
def test_a_path_finds_its_routes_in_their_order(path: str, found: list[tuple[Route, dict[str, str]]]) -> None:
    assert list(ROUTES.at(path)) == found


@pytest.mark.parametrize(
    ("header", "sent", "takes"),
    [("", "x-other", True), ("x-own", "x-own", True), ("x-own", "x-other", False)],
)
def test_a_route_takes_what_carries_the_header_of_its_api(header: str, sent: str, takes: bool) -> None:  # noqa: FBT001 - a table's column
    route = Route("GET", "/v1/models", ModelList(DIALECT), header)
    assert route.takes(Request("GET", "/v1/models", ((sent, "1"),))) is takes
