"""Seconds, as providers write them."""

import math

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000


def milliseconds(seconds: float) -> int:
    """Return whole milliseconds, rounded up, but not for a millionth of a second."""
    return math.ceil(round(seconds * _SECOND, 3))


def duration(seconds: float) -> str:
    """Return a time as Go writes it, and OpenAI and Groq with it: ``6m0s``, ``1.5s``, ``20ms``; to the millisecond."""
    left = milliseconds(seconds)
    if 0 < left < _SECOND:
        return f"{left}ms"
    hours, left = divmod(left, _HOUR)
    minutes, left = divmod(left, _MINUTE)
    rest = f"{left / _SECOND:.3f}".rstrip("0").rstrip(".")
    return f"{hours}h{minutes}m{rest}s" if hours else f"{minutes}m{rest}s" if minutes else f"{rest}s"
