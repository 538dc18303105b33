"""What is done with stored responses: they are read, deleted, cancelled, and asked for their input."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Dialect
from fakes.model.digits import read_digits
from fakes.model.field import Field
from fakes.model.reply import Reply, json_reply
from fakes.model.responses.store import StoredResponse

_MOST_ITEMS = 100
_ITEMS = 20

Action = Callable[[StoredResponse, str, ApiCall], object]
"""A response, its id and the request -> the body of the answer."""


class StoredEndpoint:
    """An address below one stored response, and what is done there."""

    def __init__(self, dialect: Dialect, action: Action) -> None:
        self.dialect = dialect
        self._action = action

    def answer(self, call: ApiCall) -> Reply:
        """Return the answer.

        Raises:
            ApiError: there is no such response, or this cannot be done with it.
            FieldError: something in the query is refused.
        """
        name = call.names["response"]
        stored = call.session.responses.find(name)
        if stored is None:
            raise ApiError(404, f"Response with id '{name}' not found.")
        return json_reply(self._action(stored, name, call))


def retrieve(stored: StoredResponse, name: str, call: ApiCall) -> object:  # noqa: ARG001 - every action takes the same
    """Return a response as it was sent.

    Raises:
        ApiError: it is to be streamed, which is for responses of the background.
    """
    if _query(call).get("stream") == "true":
        raise ApiError(
            400,
            "This response cannot be streamed because it was not created with background=true.",
            param="stream",
        )
    return stored.body


def delete(stored: StoredResponse, name: str, call: ApiCall) -> object:  # noqa: ARG001 - every action takes the same
    """Forget a response."""
    call.session.responses.remove(name)
    return {"id": name, "object": "response", "deleted": True}


def cancel(stored: StoredResponse, name: str, call: ApiCall) -> object:  # noqa: ARG001 - every action takes the same
    """Refuse: every response here is finished when its id is known.

    Raises:
        ApiError: always.
    """
    raise ApiError(400, "Cannot cancel a synchronous response.")


def list_input(stored: StoredResponse, name: str, call: ApiCall) -> object:  # noqa: ARG001 - every action takes the same
    """Return a page of the items that a response answered, the youngest first unless it is said otherwise.

    Raises:
        ApiError: the page is to begin behind an item that is not there.
        FieldError: the order or the length of the page is refused.
    """
    query = _query(call)
    items = [*stored.input]
    if Field(query.get("order", "desc"), "order").one_of(("asc", "desc")) == "desc":
        items.reverse()
    if after := query.get("after"):
        places = [place for place, item in enumerate(items) if item.get("id") == after]
        if not places:
            raise ApiError(404, f"Item with id '{after}' not found.", param="after")
        items = items[places[0] + 1 :]
    limit = _limit(query)
    page = items[:limit]
    return {
        "object": "list",
        "data": page,
        "first_id": page[0].get("id") if page else None,
        "last_id": page[-1].get("id") if page else None,
        "has_more": len(items) > limit,
    }


def _limit(query: Mapping[str, str]) -> int:
    given = query.get("limit", str(_ITEMS))
    try:
        return read_digits(given, 1, _MOST_ITEMS)
    except ValueError as error:
        raise Field(given, "limit").fail(str(error)) from None


def _query(call: ApiCall) -> Mapping[str, str]:
    return dict(parse_qsl(call.request.target.partition("?")[2]))
