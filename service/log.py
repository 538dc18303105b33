"""Log lines: one JSON object a line, on standard error, with every key redacted."""

import json
import logging
import math
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import filterfalse
from logging import LogRecord
from typing import Final

_KEYS: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:sk|pk|rk|gsk|xai|pplx|hf|r8)[-_][A-Za-z0-9_*.-]{4,}  # OpenAI, Anthropic and their like
    | AIza[A-Za-z0-9_-]{10,}                                                 # Google
    | (?<![A-Z0-9])A[KS]IA[A-Z0-9]{12,}                                      # AWS
    | (?i:bearer)\s+[A-Za-z0-9._~+/=-]{6,}                                   # an Authorization header
    | (?i:basic)\s+[A-Za-z0-9+/=]{16,}
    """,
    re.VERBOSE,
)
_REDACTED: Final = "[redacted]"
_SHORTEST_SECRET: Final = 6
"""Shorter values would redact ordinary words; nobody's key is that short."""

CHATTY: Final = ("httpx", "httpcore", "openai", "asyncio", "LiteLLM", "uvicorn")
"""Loggers whose lines are about what we log or print ourselves; they are wanted at debug level only."""

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_PLAIN: Final = (str, int, float, type(None))
"""What an ``extra`` may be; libraries leave objects of their own in records."""


class Redaction:
    """Takes keys out of text: anything shaped like one, and the values that are known to be secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(sorted((s for s in secrets if len(s) >= _SHORTEST_SECRET), key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """Return the text without keys."""
        for secret in self._secrets:
            text = text.replace(secret, _REDACTED)
        return _KEYS.sub(_REDACTED, text)


class JSONFormatter(logging.Formatter):
    """Formats a record and what was given as ``extra`` as one line of JSON."""

    def __init__(self, redact: Redaction) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: LogRecord) -> str:
        """Return the line."""
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        given = vars(record)
        for name in filterfalse(_STANDARD.__contains__, given):
            # An extra never takes the place of what we say.
            if name not in fields and isinstance(given[name], _PLAIN):
                fields[name] = self._clean(given[name])
        if record.exc_info:
            fields["traceback"] = self._redact(self.formatException(record.exc_info))
        return json.dumps(fields)

    def _clean(self, value: object) -> object:
        if isinstance(value, float) and not math.isfinite(value):
            # JSON has no word for it.
            return str(value)
        return self._redact(value) if isinstance(value, str) else value


def configure(level: str, secrets: Iterable[str]) -> None:
    """Send all logging of this process to standard error, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter(Redaction(secrets)))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(
            logging.DEBUG if level == "debug" else max(logging.root.level, logging.WARNING)
        )
