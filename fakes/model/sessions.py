"""Which session a request belongs to."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fakes.model.access.credentials import KEY_PREFIX
from fakes.model.api_error import ApiError
from fakes.model.metrics.metrics import Metrics
from fakes.model.request import Request
from fakes.model.session import Session

DEFAULT = ""
"""The session of requests that name none."""

HEADER = "x-fake-session"
PATH_PREFIX = "/_session/"

KEPT_SESSIONS = 1000
"""How many sessions a server remembers beside the default one. Beyond that the least recently used idle ones go."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Sessions:
    """The sessions of a server, made when they are first named, and forgotten when too many others were used since.

    The default session is never forgotten, and neither is one with an answer under way.
    """

    def __init__(self, make: Callable[[str], Session]) -> None:
        self._make = make
        self._by_name: dict[str, Session] = {}
        self.metrics = Metrics()

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_name.values()))

    def named(self, name: str) -> Session:
        """Return a session; a new one where there was none of this name. It is then the last one that was used."""
        session = self._by_name.pop(name, None)
        if session is None:
            self._make_room()
            session = self._make(name)
        self._by_name[name] = session
        return session

    def forget(self, name: str) -> bool:
        """Forget a session, and tell whether there was one. Its answers that are under way go on."""
        if name not in self._by_name:
            return False
        self._by_name.pop(name).retire()
        return True

    def of(self, request: Request, keys: Iterable[str]) -> tuple[Session, Request]:
        """Return the session of a request, and the request as the API knows it: without the session in its path.

        ``keys`` are those that it carries.

        A session is named by the path ``/_session/NAME/...``, by the header ``x-fake-session``, or by an API key
        ``fake-session-NAME``, in this order.

        Raises:
            ApiError: the name is not 1 to 64 letters, digits, dots, underscores or dashes.
        """
        name, request = _from_path(request)
        name = name or request.header(HEADER) or _from_key(keys)
        if name and not _NAME.fullmatch(name):
            raise ApiError(400, f"'{name}' can't be a session: 1 to 64 of A-Z a-z 0-9 . _ -", code="session")
        return self.named(name), request

    def _make_room(self) -> None:
        if len(self._by_name) <= KEPT_SESSIONS:
            return
        for name, session in self._by_name.items():
            if name != DEFAULT and session.is_idle():
                self.forget(name)
                return


def _from_path(request: Request) -> tuple[str, Request]:
    if not request.target.startswith(PATH_PREFIX):
        return DEFAULT, request
    name, slash, rest = request.target.removeprefix(PATH_PREFIX).partition("/")
    return name, replace(request, target=slash + rest or "/")


def _from_key(keys: Iterable[str]) -> str:
    for key in keys:
        if key.startswith(KEY_PREFIX):
            return key.removeprefix(KEY_PREFIX)
    return DEFAULT
