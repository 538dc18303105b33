"""A reply -> the bytes around its frames (RFC 9112, sections 4 to 7)."""

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from fakes.model.reply import Reply
from fakes.model.request import Request

_INFORMATIONAL = range(100, 200)
_BODILESS = (204, 304)
_NEWER_PHRASES = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""What RFC 9110 has renamed. The standard library says so from Python 3.13 on; here every Python does."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How one answer is laid out on its connection."""

    head: bytes
    chunked: bool
    bodiless: bool

    @classmethod
    def of(cls, reply: Reply, request: Request) -> "Framing":
        """Return the layout for ``reply``: by length, by chunks, or for HTTP/1.0 up to the end of the connection."""
        # Such an answer ends with its head, and announces no body (RFC 9110, section 8.6; RFC 9112, section 6.1).
        bodiless = reply.status in _INFORMATIONAL or reply.status in _BODILESS
        chunked = reply.body.length is None and request.version == "1.1" and not bodiless
        lines = [f"HTTP/1.1 {reply.status} {_reason(reply.status)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        if chunked:
            lines.append("transfer-encoding: chunked")
        elif reply.body.length is not None and not bodiless:
            lines.append(f"content-length: {reply.body.length}")
        if not request.keep_alive:
            lines.append("connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return cls(head, chunked, bodiless=bodiless or request.method == "HEAD")

    def wrap(self, data: bytes) -> tuple[bytes, ...]:
        """Return a frame's bytes as they travel, in parts that follow each other, so that long ones are not copied.

        Nothing stays nothing: an empty chunk would be the last one.
        """
        if self.bodiless or not data:
            return ()
        return (b"%x\r\n" % len(data), data, b"\r\n") if self.chunked else (data,)

    @property
    def terminator(self) -> bytes:
        """What says that the body is complete."""
        return b"0\r\n\r\n" if self.chunked and not self.bodiless else b""


@cache
def _reason(status: int) -> str:
    try:
        return _NEWER_PHRASES.get(status) or HTTPStatus(status).phrase
    except ValueError:
        # A script may send any status; the phrase is optional.
        return ""
