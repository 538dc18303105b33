"""What every stream protocol is: headers, and events as bytes."""

from collections.abc import Iterable
from typing import Protocol

from service.events import Event

NO_BUFFERING = (("cache-control", "no-cache, no-transform"), ("x-accel-buffering", "no"))
"""Tells caches, compressors and nginx to let each write through."""


class Unspeakable(RuntimeError):
    """The format has no word for what happened; the connection has to break instead."""


class StreamProtocol(Protocol):
    """One wire format. Encoders are pure: the same events give the same bytes."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Response headers of a stream in this format."""
        ...

    def encode(self, events: Iterable[Event]) -> bytes:
        """Return the bytes of these events: whole lines, or nothing where the protocol has no word for them."""
        ...
