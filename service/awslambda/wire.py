"""The bytes of one streamed ``POST .../response`` to Lambda's Runtime API. No I/O.

Source: "Building a custom runtime", section "Response streaming", in AWS's documentation. The order of the parts is
that of aws-lambda-ric 3.3.0 (npm), held by tests/awslambda/test_wire.py.
"""

import base64
import re

from msgspec import Struct

TERMINATOR = b"0\r\n\r\n"

_HEAD = (
    "POST {target} HTTP/1.1\r\n"
    "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
    "Trailer: Lambda-Runtime-Function-Error-Type\r\n"
    "Trailer: Lambda-Runtime-Function-Error-Body\r\n"
    "Content-Type: {content_type}\r\n"
    "Host: {host}\r\n"
    "Connection: close\r\n"
    "Transfer-Encoding: chunked\r\n"
    "{echo}"
    "\r\n"
)
_CONTENT_TYPE = re.compile(r"[\x20-\x7e]+\Z")
_UNSAFE = re.compile(r"[^\x21-\x7e]+")
_INFORMATIONAL = range(100, 200)


class Address(Struct, frozen=True, kw_only=True):
    """Where the Runtime API of this process is.

    Attributes:
        host: a name or an address.
        port: a TCP port.
        prefix: what stands before ``/2018-06-01`` in every path; empty on AWS.
    """

    host: str
    port: int
    prefix: str = ""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read ``AWS_LAMBDA_RUNTIME_API``: ``host:port``; some emulators add ``http://`` or a path.

        Raises:
            ValueError: the port is not a number.
        """
        rest = text.partition("://")[2] or text
        authority, slash, path = rest.partition("/")
        host, _, port = authority.rpartition(":") if ":" in authority.rpartition("]")[2] else (authority, "", "80")
        return cls(host=host.strip("[]"), port=int(port), prefix=(slash + path).rstrip("/"))

    @property
    def authority(self) -> str:
        """``host:port``, as a Host header says it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def content_type_of(text: str) -> str:
    """Return a content type that is safe in a header.

    Raises:
        ValueError: it is empty, or holds what a header can't.
    """
    if not _CONTENT_TYPE.match(text):
        raise ValueError(f"not a content type: {text!r}")
    return text


def head(address: Address, request_id: str, invocation_id: str | None, content_type: str) -> bytes:
    """Return the request's head.

    Args:
        address: where the Runtime API is.
        request_id: the invocation's ``Lambda-Runtime-Aws-Request-Id``.
        invocation_id: its ``Lambda-Runtime-Invocation-Id``, which a newer Runtime API wants back; None for an older
        one. content_type: of the stream.
    """
    return _HEAD.format(
        target=f"{address.prefix}/2018-06-01/runtime/invocation/{request_id}/response",
        content_type=content_type,
        host=address.authority,
        echo=f"Lambda-Runtime-Invocation-Id: {invocation_id}\r\n" if invocation_id else "",
    ).encode("latin-1")


def chunk(data: bytes) -> bytes:
    """Return one chunk. ``data`` is not empty: an empty chunk would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def trailers(error_type: str, error: str) -> bytes:
    """Return the end of a body that failed after it had begun.

    Args:
        error_type: the exception's name.
        error: awslambdaric's error JSON.
    """
    body = base64.b64encode(error.encode("utf-8", "replace")).decode()
    return (
        f"0\r\nLambda-Runtime-Function-Error-Type: {_UNSAFE.sub('_', error_type) or 'Error'}\r\n"
        f"Lambda-Runtime-Function-Error-Body: {body}\r\n\r\n"
    ).encode("latin-1")


class Answer:
    """The Runtime API's response, of which only the status matters."""

    __slots__ = ("_received", "status")

    def __init__(self) -> None:
        self.status: int | None = None
        """None until the head is here; 0 for what is not HTTP."""
        self._received = b""

    def feed(self, data: bytes) -> None:
        """Take what has arrived."""
        self._received += data
        while self.status is None and b"\r\n\r\n" in self._received:
            first, _, self._received = self._received.partition(b"\r\n\r\n")
            words = first.split(b"\r\n", 1)[0].split(b" ", 2)
            status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            if status not in _INFORMATIONAL:
                self.status = status

    @property
    def refused(self) -> bool:
        """Whether the Runtime API wants nothing more; an early success is no reason to stop."""
        return self.status is not None and not 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers
