"""One request to the server's own routes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from fakes.model.api_error import ApiError
from fakes.model.field import Field, FieldError
from fakes.model.request import Request
from fakes.model.script import check_keys
from fakes.model.session import Session
from fakes.model.sessions import Sessions

LONGEST_WAIT = 600.0
"""How long a request may wait, in seconds."""

PATIENCE = 5.0
"""How long it waits unless it says otherwise, in seconds."""


@dataclass(frozen=True, slots=True)
class ControlCall:
    """A request, the variables of its path, the session that it is about, and all of them."""

    request: Request
    names: Mapping[str, str]
    session: Session
    sessions: Sessions

    def query(self, *known: str) -> Mapping[str, str]:
        """Return what the query holds.

        Raises:
            FieldError: it holds what is not ``known``.
        """
        query = dict(parse_qsl(self.request.target.partition("?")[2]))
        check_keys(Field(query), *known)
        return query

    def document(self) -> Field:
        """Return the body.

        Raises:
            ApiError: it is not JSON.
        """
        try:
            document: object = json.loads(self.request.body or b"{}", parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ApiError(400, f"The body is not JSON: {error}.", code="invalid_json") from None
        return Field(document)

    def body(self, *known: str) -> Field:
        """Return the body, an object; an empty one where there is none.

        Raises:
            ApiError: it is not JSON.
            FieldError: it is no object, or holds what is not ``known``.
        """
        document = self.document()
        check_keys(document, *known)
        return document


def seconds(body: Field) -> float:
    """Return how long to wait.

    Raises:
        FieldError: it is no number of seconds, or too many.
    """
    field = body.get("seconds")
    return field.number(0, LONGEST_WAIT) if field else PATIENCE


def not_reached(reason: object) -> ApiError:
    """Return what is answered where something was waited for, and did not come."""
    return ApiError(409, f"{reason}.", code="not_reached")


def wrong(path: str, error: ValueError) -> FieldError:
    """Return the refusal of a value whose error goes on after its name."""
    return FieldError(path, str(error), "invalid_value")


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
