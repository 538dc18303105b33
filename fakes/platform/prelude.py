"""The prelude: JSON and eight zero bytes before a streamed body, which become the HTTP answer's head."""

import json
import re
from dataclasses import dataclass, replace

from fakes.platform.request import Headers

CONTENT_TYPE = "application/vnd.awslambda.http-integration-response"
DELIMITER = b"\0" * 8
LIMIT = 16 * 1024
"""How many bytes a prelude may have, the delimiter included."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(r"[0-9]{1,18}")
# The connection belongs to the platform.
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)
_STATUSES = range(200, 600)


class InvalidPrelude(Exception):
    """What a function said about its HTTP answer can't be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prelude:
    """The head of an HTTP answer, cookies among the headers."""

    status: int
    headers: Headers

    @classmethod
    def parse(cls, text: bytes, *, content_type: str) -> "Prelude":
        """Read a prelude's JSON. An answer that does not name its content type has ``content_type``.

        Raises:
            InvalidPrelude: it is not JSON, or of the wrong shape.
        """
        try:
            document = json.loads(text)
        except ValueError as error:
            raise InvalidPrelude(f"not JSON: {error}") from error
        if not isinstance(document, dict):
            raise InvalidPrelude("not a JSON object")
        return cls.of(document, content_type=content_type)

    @classmethod
    def of(cls, document: dict[str, object], *, content_type: str) -> "Prelude":
        """Take ``statusCode``, ``headers`` and ``cookies`` from an object.

        Raises:
            InvalidPrelude: one of them is of the wrong shape.
        """
        headers = [*_headers(document.get("headers")), *_cookies(document.get("cookies"))]
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.insert(0, ("content-type", content_type))
        return cls(status=_status(document.get("statusCode", 200)), headers=tuple(headers))

    def without_length(self) -> "Prelude":
        """Return it for a body whose bytes the platform counts itself."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0].lower() != "content-length"))


class PreludeReader:
    """Finds the end of a prelude in bytes that come in any portions."""

    def __init__(self) -> None:
        self._bytes = b""

    def feed(self, data: bytes) -> tuple[Prelude, bytes] | None:
        """Take more bytes; return the prelude and what follows it, once it is whole.

        Raises:
            InvalidPrelude: it can't be read, or does not end in time.
        """
        self._bytes += data
        end = self._bytes.find(DELIMITER, 0, LIMIT)
        if end >= 0:
            prelude = Prelude.parse(self._bytes[:end], content_type="application/octet-stream")
            return prelude, self._bytes[end + len(DELIMITER) :]
        if len(self._bytes) >= LIMIT:
            raise InvalidPrelude(f"no 8 zero bytes within the first {LIMIT}")
        return None


def _status(value: object) -> int:
    if isinstance(value, str) and _LENGTH.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in _STATUSES:
        raise InvalidPrelude(f"statusCode {value!r}")
    return value


def _headers(value: object) -> Headers:
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise InvalidPrelude("headers is not an object")
    pairs = ((name, _text(name, content)) for name, content in value.items())
    return tuple((name, content) for name, content in pairs if name.lower() not in _HOP_BY_HOP)


def _cookies(value: object) -> Headers:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InvalidPrelude("cookies is not an array")
    return tuple(("set-cookie", _text("set-cookie", cookie)) for cookie in value)


def _text(name: str, value: object) -> str:
    if not _TOKEN.fullmatch(name):
        raise InvalidPrelude(f"header name {name!r}")
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise InvalidPrelude(f"header {name} is not text")
    # HTTP has no room for blanks around a value; between other characters they stay.
    text = str(value).encode("utf-8", "surrogatepass").decode("latin-1").strip(" \t")
    if _UNFIT.search(text) or (name.lower() == "content-length" and not _LENGTH.fullmatch(text)):
        raise InvalidPrelude(f"header {name} holds {text!r}")
    return text
