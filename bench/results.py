"""What was measured, and when, where and with what: written as JSON, and read again."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Self


@dataclass(frozen=True, slots=True)
class Name:
    """A contender's, as tables and charts have it."""

    title: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Every sample of every metric of every contender.

    Attributes:
        about: the machine, the versions, what was asked for.
        names: of the contenders, in the order in which they are printed.
        samples: by metric, then by contender: one number a round.
        failures: by contender, then by row: why it has no number there.
    """

    about: Mapping[str, str]
    names: Mapping[str, Name]
    samples: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, contender: str, measured: Mapping[str, float]) -> None:
        """Add what a round has measured."""
        for metric, value in measured.items():
            self.samples.setdefault(metric, {}).setdefault(contender, []).append(value)

    def failed(self, contender: str, row: str, reason: str) -> None:
        """Note that a row could not be measured."""
        self.failures.setdefault(contender, {})[row] = reason

    def median(self, metric: str, contender: str) -> float | None:
        """Return the median of the rounds; None if there is no number."""
        values = self.samples.get(metric, {}).get(contender)
        return median(values) if values else None

    def ratio(self, metric: str, contender: str, to: str) -> float | None:
        """Return how many times another's median it is; None if one has no number, or the other's is not above zero."""
        own, other = self.median(metric, contender), self.median(metric, to)
        return own / other if own is not None and other is not None and other > 0 else None

    def json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(asdict(self), indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return what ``json`` has written.

        Raises:
            ValueError: it has not.
        """
        try:
            read = json.loads(text)
            names = {key: Name(**name) for key, name in read["names"].items()}
            return cls(about=read["about"], names=names, samples=read["samples"], failures=read["failures"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no results of this benchmark: {error!r}") from None
