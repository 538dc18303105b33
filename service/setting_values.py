"""What a variable's text may say: parsers, whose ValueError goes on from the variable's name ("must be ...")."""

import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from service.model_choice import with_provider

_BOOLEANS = MappingProxyType(
    {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
)


def boolean(text: str) -> bool:
    """Return what the words for yes and no mean."""
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise ValueError(f"must be one of {', '.join(_BOOLEANS)}") from None


def integer(least: int = 0, most: int | None = None) -> Callable[[str], int]:
    """Return a parser of whole numbers."""

    def parse(text: str) -> int:
        if text.isascii() and text.isdigit() and least <= int(text) and (most is None or int(text) <= most):
            return int(text)
        raise ValueError(f"must be a whole number from {least}" + ("" if most is None else f" to {most}"))

    return parse


def number(least: float = 0.0, most: float = 86_400_000.0) -> Callable[[str], float]:
    """Return a parser of numbers."""

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        # A NaN fails this comparison too.
        if least <= number <= most:
            return number
        raise ValueError(f"must be a number from {least:g} to {most:g}")

    return parse


def words(text: str) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(item.strip() for item in text.split(",") if item.strip())


def paths(text: str) -> tuple[Path, ...]:
    """Return paths, which the system's separator separates."""
    return tuple(Path(item.strip()) for item in text.split(os.pathsep) if item.strip())


def models(text: str) -> tuple[str, ...]:
    """Return models, each with its provider."""
    return tuple(map(with_provider, words(text)))


def modules(text: str) -> tuple[str, ...]:
    """Return names of modules."""
    names = words(text)
    if not all(part.isidentifier() for name in names for part in name.split(".")):
        raise ValueError("must be names of modules, comma-separated")
    return names


def choice(*known: str) -> Callable[[str], str]:
    """Return a parser that knows these words, in lower case."""

    def parse(text: str) -> str:
        if text.lower() in known:
            return text.lower()
        raise ValueError(f"must be one of {', '.join(known)}")

    return parse


def redis_url(text: str) -> str:
    """Return an address of a Redis."""
    if text.startswith(("redis://", "rediss://", "unix://")):
        return text
    raise ValueError("must begin with redis://, rediss:// or unix://")
