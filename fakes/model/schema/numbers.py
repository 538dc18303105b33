"""Numbers that a schema may ask for."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm

_TRIES = 50
"""Floats are not exact: a multiple may not be found to be one, but the next one may."""


def numbers(schemas: Sequence[Mapping[str, object]], *, whole: bool) -> Iterator[int | float]:
    """Yield numbers that all these schemas may allow; not all of them will."""
    steps = [_exact(schema["multipleOf"]) for schema in schemas if "multipleOf" in schema]
    if whole:
        steps.append(Fraction(1))
    low = max(_bounds(schemas, "minimum", "exclusiveMinimum"), default=None)
    high = min(_bounds(schemas, "maximum", "exclusiveMaximum"), default=None)
    yield from map(_plain, _stepped(_common(steps), low, high) if steps else _between(low, high))


def _bounds(schemas: Sequence[Mapping[str, object]], *names: str) -> Iterator[Fraction]:
    return (_exact(schema[name]) for schema in schemas for name in names if name in schema)


def _exact(number: object) -> Fraction:
    return Fraction(str(number))


def _common(steps: Sequence[Fraction]) -> Fraction:
    """Return the least step that is a multiple of all."""
    return Fraction(lcm(*(step.numerator for step in steps)), gcd(*(step.denominator for step in steps)))


def _stepped(step: Fraction, low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    if low is None and high is not None and high < step:
        first, direction = floor(high / step), -1
    else:
        first, direction = 1 if low is None else ceil(low / step), 1
    yield from (step * (first + direction * turn) for turn in range(_TRIES))


def _between(low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    if low is not None and high is not None:
        yield (low + high) / 2
    elif low is not None:
        yield low + Fraction(1, 2)
    elif high is not None:
        yield high - Fraction(1, 2)
    else:
        yield Fraction(3, 2)


def _plain(number: Fraction) -> int | float:
    return number.numerator if number.denominator == 1 else float(number)
