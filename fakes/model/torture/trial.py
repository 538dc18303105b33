"""What is done to a client, and what it is judged by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fakes.model.faults.fault import Fault

Concern = Literal[
    "healthy",
    "truncation noticed",
    "retry honoured",
    "cancel prompt",
    "silence ended",
    "framing understood",
]
"""What a trial is about."""

_BY_KIND: Mapping[str, Concern] = {
    "status": "retry honoured",
    "stall": "silence ended",
    "silence": "silence ended",
    "silent-head": "silence ended",
    "pings": "silence ended",
    "slow": "silence ended",
    "fuzz": "framing understood",
}

_WITHOUT_FAULT: Mapping[str, Concern] = {"healthy": "healthy", "cancel": "cancel prompt"}

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "truncation": (
        "end@event=5",
        "drop@event=5",
        "reset@event=5",
        "half@event=5",
        "utf8@event=5",
        "error@event=5",
        "garbage@event=5",
        "html",
        "length",
    ),
    "retry": ("status=429;retry-after=1", "status=503"),
    "cancel": ("cancel",),
    "silence": ("stall@event=5", "silence", "silent-head", "pings@event=5", "slow;bytes=64;ms=10"),
    "fuzz": tuple(f"fuzz={mode};seed={seed}" for mode in ("transport", "sse") for seed in (1, 2, 3)),
}

GROUPS = (*_GROUPS, "all")
"""The names that stand for several faults."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that is done: ``fault`` strikes the first request; without one it is health, or a cancel."""

    name: str
    concern: Concern
    fault: Fault | None = None

    @classmethod
    def of(cls, text: str) -> "Trial":
        """Read ``healthy``, ``cancel``, or a fault such as ``reset@event=3``.

        Raises:
            FieldError: it is no fault.
        """
        if text in _WITHOUT_FAULT:
            return cls(text, _WITHOUT_FAULT[text])
        fault = Fault.parse(text, "--faults")
        return cls(str(fault), _BY_KIND.get(fault.kind, "truncation noticed"), fault)

    @property
    def retry_after(self) -> float:
        """How long a client is told to wait, in seconds; 0 where it is not told."""
        if self.fault is None:
            return 0.0
        return max(self.fault.number("retry-after", 0), self.fault.number("retry-after-ms", 0) / 1000)


def read_trials(names: Sequence[str]) -> tuple[Trial, ...]:
    """Return the trials that are named, singly or by a group, each once; the healthy one is the first of every series.

    Raises:
        FieldError: a name is no fault and no group.
    """
    return tuple(dict.fromkeys(map(Trial.of, ("healthy", *_singly(names)))))


def _singly(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == "all":
            yield from _singly(tuple(_GROUPS))
        else:
            yield from _GROUPS.get(name, (name,))
