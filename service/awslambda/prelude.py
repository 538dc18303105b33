"""The HTTP head of a streamed response: JSON before the body, ended by eight zero bytes.

Source: "Response streaming for Lambda functions" and "Stream the integration response" in AWS's documentation; the
bytes are those of aws-lambda-ric 3.3.0 (npm).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

CONTENT_TYPE = "application/vnd.awslambda.http-integration-response"
"""Says that a stream begins with a prelude."""

DELIMITER = bytes(8)

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_FORBIDDEN = re.compile(r"[\r\n\x00]")
_BODILESS = frozenset({204, 304})


class Metadata(TypedDict, total=False):
    """What ``HttpResponseStream.from_`` takes; the same names as in Node."""

    statusCode: int
    headers: Mapping[str, str]
    multiValueHeaders: Mapping[str, Iterable[str]]
    cookies: Iterable[str]


class Prelude(Struct, frozen=True, kw_only=True):
    """A response's status and headers.

    Attributes:
        status: 100 to 599.
        headers: in order; each name once.
        repeated: headers that have several values; only API Gateway REST understands these.
        cookies: each becomes a ``set-cookie`` header.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    repeated: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cookies: tuple[str, ...] = ()

    @classmethod
    def parse(cls, metadata: Metadata) -> "Prelude":
        """Return the prelude for these metadata.

        Raises:
            TypeError: a field has a wrong type.
            ValueError: an unknown field, no HTTP status, or a header that would break the head apart.
        """
        if unknown := metadata.keys() - Metadata.__annotations__.keys():
            raise ValueError(f"unknown metadata: {', '.join(sorted(unknown))}")
        return cls(
            status=_status(metadata.get("statusCode", 200)),
            headers=tuple((_name(name), _value(name, value)) for name, value in metadata.get("headers", {}).items()),
            repeated=tuple(
                (_name(name), tuple(_value(name, value) for value in _texts(name, values)))
                for name, values in metadata.get("multiValueHeaders", {}).items()
            ),
            cookies=tuple(_value("cookies", cookie) for cookie in _texts("cookies", metadata.get("cookies", ()))),
        )

    @property
    def has_body(self) -> bool:
        """Whether HTTP lets a response of this status have a body."""
        return self.status >= 200 and self.status not in _BODILESS  # noqa: PLR2004 - HTTP's own number

    def header(self, name: str) -> str | None:
        """Return a header's value, whatever the case of its name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_length(self, length: int) -> "Prelude":
        """Return the prelude for a body of this many bytes, if it speaks of a length at all."""
        return replace(
            self,
            headers=tuple(
                (name, str(length) if name.lower() == "content-length" else value) for name, value in self.headers
            ),
        )

    def encode(self) -> bytes:
        """Return the JSON, without the delimiter."""
        fields: dict[str, object] = {"statusCode": self.status}
        if self.headers:
            fields["headers"] = dict(self.headers)
        if self.repeated:
            fields["multiValueHeaders"] = dict(self.repeated)
        if self.cookies:
            fields["cookies"] = self.cookies
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _status(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"statusCode must be an int, not {type(value).__name__}")
    if not 100 <= value <= 599:  # noqa: PLR2004 - HTTP's own numbers
        raise ValueError(f"statusCode must be from 100 to 599, not {value}")
    return int(value)


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a header's name must be a str, not {type(name).__name__}")
    if not _TOKEN.match(name):
        raise ValueError(f"not a header name: {name!r}")
    return name


def _value(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    text = str(value)
    if _FORBIDDEN.search(text):
        raise ValueError(f"{name} must not hold a line break or a zero byte")
    # A lone surrogate has no bytes, and an error this late would break the response.
    text.encode()
    return text


def _texts(name: str, values: object) -> Iterable[object]:
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of str, not {type(values).__name__}")
    return values
