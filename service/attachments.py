"""Files that a user shows: an address or inline data, turned into parts that a model can read."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from service.errors import InvalidRequest
from service.field import Field
from service.messages import FilePart, ImagePart, TextPart
from service.well_formed import well_formed

Attachment = TextPart | ImagePart | FilePart

_DATA_URL = re.compile(r"data:(?P<type>[^;,]*)(?P<parameters>[^,]*),(?P<data>.*)", re.DOTALL | re.IGNORECASE)

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)

_FILES = frozenset({"application/pdf", "audio/wav", "audio/mp3", "audio/mpeg"})
"""What the AI SDK can send to OpenAI besides images."""

_READABLE = "images, PDF, WAV, MP3 and text are read"

_MAX_TYPE_IN_MESSAGE = 100
"""A hostile media type is not echoed in full."""


def read_attachment(url: Field, media_type: str | None, filename: str | None = None) -> Attachment:
    """Return the part for a file at ``url``; the declared media type wins over the one in a data URL, as in ai 4 to 7.

    Raises:
        InvalidRequest: another scheme, no UTF-8, broken base64, no media type, or one that no model is given.
    """
    address = url.string()
    media_type = None if media_type is None else media_type.lower()
    _require_utf8(url, address, media_type or "")
    match address[:6].lower().partition(":"):
        case "data", ":", _:
            return _read_data(url, address, media_type, filename)
        case "http" | "https", ":", _:
            if not media_type:
                raise url.fail("needs a content type")
            if not media_type.startswith("image/"):
                raise _unreadable(url, media_type, "images can be given by address")
            return ImagePart(address)
        case _:
            raise url.fail("must be an http, https or data URL")


def _require_utf8(url: Field, *texts: str) -> None:
    """Refuse lone surrogates: no provider can be sent one, for they have no UTF-8."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise url.fail("holds a lone surrogate, which has no UTF-8") from None


def _unreadable(url: Field, media_type: str, readable: str) -> InvalidRequest:
    return url.fail(f"is of type {media_type[:_MAX_TYPE_IN_MESSAGE]}, and only {readable}")


def _read_data(url: Field, address: str, declared: str | None, filename: str | None) -> Attachment:
    parsed = _DATA_URL.fullmatch(address)
    if parsed is None:
        raise url.fail("is not a valid data URL")
    media_type = (declared or parsed["type"] or "text/plain").lower()
    data = _bytes(url, parsed["data"], is_base64=parsed["parameters"].lower().endswith(";base64"))
    if media_type.startswith("image/"):
        exact = _sniffed(data) if media_type == "image/*" else media_type
        return ImagePart(_data_url(exact, data))
    if media_type in _FILES:
        return FilePart(media_type, _data_url(media_type, data), None if filename is None else well_formed(filename))
    if media_type.startswith("text/"):
        return TextPart(data.decode(errors="replace"))
    raise _unreadable(url, media_type, _READABLE)


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def _bytes(url: Field, data: str, *, is_base64: bool) -> bytes:
    raw = unquote_to_bytes(data)
    if not is_base64:
        return raw
    try:
        return base64.b64decode(raw, validate=True)
    except binascii.Error:
        raise url.fail("is not valid base64") from None


def _sniffed(data: bytes) -> str:
    """Return what an ``image/*`` really is; JPEG when in doubt, as the AI SDK has it."""
    return next((name for signature, name in _SIGNATURES if data.startswith(signature)), "image/jpeg")
