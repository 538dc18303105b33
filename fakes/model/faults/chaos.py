"""Faults that strike some requests and not others."""

from dataclasses import dataclass

from fakes.model.faults.fault import Fault
from fakes.model.field import Field, FieldError
from fakes.model.text.chooser import Chooser

_GRAIN = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Chaos:
    """Faults and the share of requests that each strikes, 0 to 1, together at most 1. At most one strikes a request."""

    rates: tuple[tuple[Fault, float], ...]
    seed: str

    @classmethod
    def parse(cls, text: str, seed: str, path: str = "chaos") -> "Chaos":
        """Read ``reset@event=3:0.1, status=429:0.05``. ``path`` names the place of the text in errors.

        A comma in a value is written as ``%2C``.

        Raises:
            FieldError: a fault cannot be read, a rate is no number from 0 to 1, or all together are more than 1.
        """
        rates = []
        for entry in text.split(","):
            fault, colon, rate = entry.rpartition(":")
            if not colon:
                raise FieldError(path, f"holds '{entry.strip()}', which needs a rate: fault:0.1", "invalid_value")
            rates.append((Fault.parse(fault.strip(), path), _rate(rate.strip(), path)))
        return cls._checked(rates, seed, path)

    @classmethod
    def of(cls, field: Field, seed: str) -> "Chaos":
        """Read chaos from its text, or from an array: ``[{"fault": "reset@event=3", "rate": 0.1}]``.

        Raises:
            FieldError: see ``parse``.
        """
        if isinstance(field.value, str):
            return cls.parse(field.value, seed, field.path)
        rates = []
        for item in field.items():
            for name in item.keys():  # noqa: SIM118 - a method of its own, not a dict's
                if name not in {"fault", "rate"}:
                    raise item.require(name).fail("is not known here; known are: fault, rate", "unknown_name")
            rates.append((Fault.of(item.require("fault")), item.require("rate").number(0, 1)))
        return cls._checked(rates, seed, field.path)

    def __str__(self) -> str:
        return ", ".join(f"{fault}:{rate!r}" for fault, rate in self.rates)

    def pick(self, *material: str) -> Fault | None:
        """Return the fault that strikes a request, if one does. It follows from the seed and ``material`` alone."""
        drawn = Chooser(self.seed, "chaos", *material).pick(range(_GRAIN)) / _GRAIN
        for fault, rate in self.rates:
            drawn -= rate
            if drawn < 0:
                return fault
        return None

    @classmethod
    def _checked(cls, rates: list[tuple[Fault, float]], seed: str, path: str) -> "Chaos":
        for _, rate in rates:
            # Said this way round, it refuses what is no number, too.
            if not 0 <= rate <= 1:
                raise FieldError(path, f"holds the rate {rate}, and rates are from 0 to 1", "invalid_value")
        # Rounded, so that ten tenths are one.
        if round(sum(rate for _, rate in rates), 9) > 1:
            raise FieldError(path, "has rates that are more than 1 together", "above_maximum")
        return cls(tuple(rates), seed)


def _rate(text: str, path: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise FieldError(path, f"holds the rate '{text}', which is no number", "invalid_type") from None
