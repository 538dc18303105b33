"""One request at one address of one session."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from fakes.model.access.admission import Admission
from fakes.model.dialect import Dialect
from fakes.model.reply import Reply
from fakes.model.request import Request

if TYPE_CHECKING:
    from fakes.model.session import Session


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A request, the variables of its path, the session that answers it, and what it is charged."""

    request: Request
    names: Mapping[str, str]
    session: "Session"
    admission: Admission = field(default_factory=Admission)


class Endpoint(Protocol):
    """What answers at an address."""

    @property
    def dialect(self) -> Dialect:
        """The API that it belongs to: its errors have that shape."""
        ...

    def answer(self, call: ApiCall) -> Reply:
        """Return the answer.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        ...


@runtime_checkable
class Fork(Protocol):
    """An address at which a request says which endpoint it means."""

    def chosen(self, request: Request) -> Endpoint:
        """Return the endpoint that answers a request."""
        ...
