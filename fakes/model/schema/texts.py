"""Texts that a schema may ask for."""

from collections.abc import Iterator, Mapping, Sequence

from fakes.model.schema.patterns import sample_pattern
from fakes.model.text.chooser import Chooser

FORMATS: Mapping[str, tuple[str, str]] = {
    "date": ("2025-01-01", ""),
    "date-time": ("2025-01-01T12:00:00Z", ""),
    "time": ("12:00:00Z", ""),
    "duration": ("P1D", ""),
    "email": ("", "ada@example.com"),
    "hostname": ("", "example.com"),
    "ipv4": ("192.0.2.1", ""),
    "ipv6": ("2001:db8::1", ""),
    "uri": ("https://example.com/", ""),
    "uuid": ("1b4e28ba-2fa1-41d2-883f-b9a761bde3fb", ""),
}
"""Formats with an example: what may be lengthened at its end, or at its beginning."""

_LENGTHENED = ("uri",)
_WORDS = (
    "a quiet harbour",
    "the lighthouse keeper",
    "morning tide",
    "a patient reader",
    "the night train",
    "a small garden",
    "first draft",
    "the slow river",
)
_MOST_REPEATS = 64


def texts(schemas: Sequence[Mapping[str, object]], low: int, high: int, chooser: Chooser) -> Iterator[str]:
    """Yield texts of ``low`` to ``high`` characters that all these schemas may allow; not all of them will."""
    formats = [str(schema["format"]) for schema in schemas if "format" in schema]
    patterns = [str(schema["pattern"]) for schema in schemas if "pattern" in schema]
    if formats:
        yield from _formatted(formats[0], low)
    elif patterns:
        yield from (sample_pattern(patterns[0], repeats=repeats) for repeats in (1, *range(_MOST_REPEATS)))
    else:
        words = chooser.pick(_WORDS)
        while len(words) < low:
            words = f"{words}, {chooser.pick(_WORDS)}"
        yield words[:high] if len(words) > high else words


def _formatted(name: str, low: int) -> Iterator[str]:
    front, back = FORMATS[name]
    padding = "a" * max(0, low - len(front) - len(back))
    if not padding:
        yield front + back
    elif back or name in _LENGTHENED:
        yield front + padding + back
