"""Where images and documents come from: inline in base64, at an address, uploaded before, or as text."""

import base64
import binascii
import re

from fakes.model.anthropic.request import tagged
from fakes.model.field import Field

_IMAGES = ("base64", "url", "file")
_DOCUMENTS = ("base64", "text", "content", "url", "file")
_IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_SUFFIXES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_SECURE = re.compile(r"https://\S+", re.IGNORECASE)


def read_image(block: Field) -> str:
    """Return the kind of image that a block shows: ``PNG``, or ``linked`` where an address or an id hides it.

    Raises:
        FieldError: it has no source that the API reads.
    """
    kind, source = _source(block, _IMAGES)
    if kind == "file":
        source.require("file_id").string()
        return "linked"
    if kind == "url":
        return _SUFFIXES.get(_address(source).partition("?")[0].rpartition(".")[2].lower(), "linked")
    media = source.require("media_type").one_of(_IMAGE_TYPES)
    _data(source)
    return media.partition("/")[2].upper()


def read_document(block: Field) -> tuple[Field, ...]:
    """Return the parts of a document that are text or blocks already: nobody opens files.

    Raises:
        FieldError: it has no source that the API reads.
    """
    kind, source = _source(block, _DOCUMENTS)
    match kind:
        case "base64":
            source.require("media_type").one_of(("application/pdf",))
            _data(source)
        case "url":
            _address(source)
        case "file":
            source.require("file_id").string()
        case "text":
            source.require("media_type").one_of(("text/plain",))
            return (source.require("data"),)
        case _:
            content = source.require("content")
            return (content,) if isinstance(content.value, str) else tuple(content.items())
    return ()


def _source(block: Field, known: tuple[str, ...]) -> tuple[str, Field]:
    return tagged(block.require("source"), known)


def _address(source: Field) -> str:
    url = source.require("url")
    if not _SECURE.fullmatch(url.string()):
        raise url.fail("Only HTTPS URLs are supported.")
    return url.string()


def _data(source: Field) -> None:
    data = source.require("data")
    try:
        content = base64.b64decode(data.string(), validate=True)
    except (binascii.Error, ValueError):
        raise data.fail("Invalid base64 data") from None
    if not content:
        raise data.fail("Could not process the data: it is empty")
