"""Names that follow from what they name, so that the same request gets the same bytes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from fakes.model.request import Request

FROZEN_TIME = 1_735_689_600
"""When everything happens unless a clock is handed in: 2025-01-01 00:00:00 UTC, in seconds of the Unix epoch."""

_ID_LENGTH = 29
_FINGERPRINT_LENGTH = 10


def frozen_clock() -> float:
    """Return the time at which this model was stopped."""
    return FROZEN_TIME


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the ids, the fingerprint and the time in answers come from: a seed, the request, and a clock."""

    seed: str = "tokenwire"
    clock: Callable[[], float] = frozen_clock

    @property
    def fingerprint(self) -> str:
        """The name of the system that answers."""
        return f"fp_{self._digest(b'fingerprint')[:_FINGERPRINT_LENGTH]}"

    @property
    def created(self) -> int:
        """The time now, in whole seconds of the Unix epoch."""
        return int(self.clock())

    def id(self, prefix: str, request: Request, *material: str, length: int = _ID_LENGTH) -> str:
        """Return ``prefix`` and ``length`` hex digits (64 at most) that follow from a request and ``material``."""
        named = (prefix, *material)
        encoded = (part.encode(errors="backslashreplace") for part in named)
        return f"{prefix}{self._digest(b'id', *encoded, *_material(request))[:length]}"

    def request_id(self, request: Request) -> str:
        """Return the id of the request itself."""
        return f"req_{self._digest(b'request', *_material(request))[:32]}"

    def _digest(self, *material: bytes) -> str:
        # Lengths go in too: otherwise two different lists could be one and the same row of bytes.
        parts = (self.seed.encode(errors="backslashreplace"), *material)
        return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()


def _material(request: Request) -> tuple[bytes, bytes, bytes]:
    return request.method.encode(), request.target.encode("latin-1"), request.body
