"""Names that follow from what they name, so that the same request gets the same bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from fakes.model.request import Request

FROZEN_TIME = 1_735_689_600
"""When everything happens unless a clock is handed in: 2025-01-01 00:00:00 UTC, in seconds of the Unix epoch."""

_ID_LENGTH = 29
_FINGERPRINT_LENGTH = 10


def frozen_clock() -> float:
    """Return the time at which this model was stopped."""
    return FROZEN_TIME


@dataclass(frozen=True)
class Identity:
    """Where the ids, the fingerprint and the time in answers come from: a seed, the request, and a clock."""

    seed: str = "tokenwire"
    clock: Callable[[], float] = frozen_clock

    @cached_property
    def fingerprint(self) -> str:
        """The name of the system that answers."""
        return f"fp_{self._digest(_framed(b'fingerprint'))[:_FINGERPRINT_LENGTH]}"

    @property
    def created(self) -> int:
        """The time now, in whole seconds of the Unix epoch."""
        return int(self.clock())

    def id(self, prefix: str, request: Request, *material: str, length: int = _ID_LENGTH) -> str:
        """Return ``prefix`` and ``length`` hex digits (64 at most) that follow from a request and ``material``."""
        named = b"".join([_framed(part.encode(errors="backslashreplace")) for part in (prefix, *material)])
        return f"{prefix}{self._digest(_ID + named + request.material)[:length]}"

    def request_id(self, request: Request) -> str:
        """Return the id of the request itself."""
        return f"req_{self._digest(_REQUEST + request.material)[:32]}"

    @cached_property
    def _seeded(self) -> bytes:
        return _framed(self.seed.encode(errors="backslashreplace"))

    def _digest(self, material: bytes) -> str:
        return hashlib.sha256(self._seeded + material).hexdigest()


def _framed(part: bytes) -> bytes:
    # The length goes in, too: otherwise two different lists could be one and the same row of bytes.
    return b"%d:%b" % (len(part), part)


_ID = _framed(b"id")
_REQUEST = _framed(b"request")
