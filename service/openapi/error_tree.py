"""The classes of service.errors and service.upstream_errors, read off the tree: no code is written down twice."""

from collections.abc import Iterator, Mapping

from service import upstream_errors
from service.errors import ServiceError

_ROOMS = (ServiceError.__module__, upstream_errors.__name__)
"""An application's operations may define errors of their own; those are theirs to describe."""


def by_status() -> Mapping[int, tuple[type[ServiceError], ...]]:
    """Return the classes of every status, both in order; a code that two classes share is there once."""
    classes = {(kind.status, kind.code): kind for kind in _family(ServiceError)}
    ordered = [kind for _, kind in sorted(classes.items())]
    return {
        status: tuple(kind for kind in ordered if kind.status == status)
        for status in dict.fromkeys(kind.status for kind in ordered)
    }


def codes() -> tuple[str, ...]:
    """Return every code, in order."""
    return tuple(sorted({kind.code for kinds in by_status().values() for kind in kinds}))


def _family(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ in _ROOMS:
            yield from _family(child)
