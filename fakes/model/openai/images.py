"""Images in a request: their addresses are judged, and their kinds are told."""

import base64
import binascii
import re

from fakes.model.field import Field

_FORMATS = ("png", "jpeg", "gif", "webp")
_DATA_URL = re.compile(r"data:image/(?P<format>[\w.+-]+);base64,", re.IGNORECASE)
_SUFFIXES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}


def read_image(part: Field) -> str:
    """Return the kind of image that an ``image_url`` part shows: ``PNG``, or ``linked`` where an address hides it.

    Raises:
        FieldError: the address is neither http(s) nor inline base64 of a kind that the API reads.
    """
    image = part.require("image_url")
    if detail := image.get("detail"):
        detail.one_of(("auto", "low", "high"))
    url = image.require("url")
    address = url.string()
    if address.lower().startswith(("https://", "http://")):
        return _SUFFIXES.get(address.partition("?")[0].rpartition(".")[2].lower(), "linked")
    return _read_inline(url, address)


def _read_inline(url: Field, address: str) -> str:
    head = _DATA_URL.match(address)
    if head is None:
        raise url.fail("must be an http, https or base64 data URL of an image", "invalid_image_url")
    kind = head["format"].lower()
    if kind not in _FORMATS:
        raise url.fail(f"is of the format '{kind}', and must be one of {', '.join(_FORMATS)}", "invalid_image_format")
    try:
        content = base64.b64decode(address[head.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise url.fail("is not valid base64", "invalid_base64") from None
    if not content:
        raise url.fail("holds no image", "invalid_image_url")
    return kind.upper()
