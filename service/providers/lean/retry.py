"""When a request is sent again, and after how long: as the openai SDK 2.54 does it.

Not where the answer has begun; that is never asked for again.
"""

import math
import time
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz
from random import random
from typing import Final

_FIRST_SECONDS: Final = 0.5
_MOST_SECONDS: Final = 8.0
_MOST_ASKED_SECONDS: Final = 120.0
_AGAIN = frozenset({408, 409, 429})
_SERVERS_FAULT: Final = 500


def pause(retries: int, status: int | None, headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait before a request is sent again; None where it is not.

    Args:
        retries: how often it has been sent again already.
        status: of the refusal; None where there was no response.
        headers: of the refusal, which may say how long, or whether at all.
    """
    wish = _wish(headers)
    if wish is not None and wish > _MOST_ASKED_SECONDS:
        return None
    if status is not None and not _may_be_sent_again(status, headers.get("x-should-retry")):
        return None
    if wish is not None and wish > 0:
        return wish
    # Less up to a quarter, so that those who failed together do not come back together.
    return min(_FIRST_SECONDS * 2.0**retries, _MOST_SECONDS) * (1 - 0.25 * random())  # noqa: S311 - no secret


def _may_be_sent_again(status: int, advice: str | None) -> bool:
    if advice in ("true", "false"):
        return advice == "true"
    return status in _AGAIN or status >= _SERVERS_FAULT


def _wish(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the server wants us to wait, if it says so."""
    wish = _number(headers.get("retry-after-ms"))
    if wish is not None:
        return wish / 1000
    text = headers.get("retry-after", "")
    wish = _number(text)
    return _until(text) if wish is None else wish


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(date: str) -> float | None:
    try:
        parsed = parsedate_tz(date)
        return None if parsed is None else mktime_tz(parsed) - time.time()
    except (ValueError, OverflowError):
        return None
