"""A provider's wish to be left alone for a while, as far as it is passed on."""

import re

_HARMLESS = re.compile(r"[ -~]{1,64}")
"""Seconds or an HTTP date; anything longer or unprintable is not passed on."""


def retry_after(value: str) -> tuple[tuple[str, str], ...]:
    """Return the header to pass on, or none."""
    return (("retry-after", value),) if _HARMLESS.fullmatch(value) else ()
