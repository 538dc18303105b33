import base64
from urllib.parse import quote, quote_from_bytes

import pytest

from service.attachments import Attachment, read_attachment
from service.errors import InvalidRequest
from service.field import JSON, Field
from service.messages import FilePart, ImagePart, TextPart

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
GIF = b"GIF89a\x01"
WEBP = b"RIFF\x00\x00\x00\x00WEBP"
JPEG = b"\xff\xd8\xff\xe0"


def data_url(head: str, data: bytes) -> str:
    return f"data:{head};base64,{base64.b64encode(data).decode()}"


def percent_url(head: str, data: bytes) -> str:
    return f"data:{head},{quote_from_bytes(data, safe='')}"


def read(url: JSON, media_type: str | None = None) -> Attachment:
    return read_attachment(Field(url, "messages[0].url"), media_type)


IMAGES: dict[str, tuple[str, str | None, str]] = {
    "base64": (data_url("image/png", PNG), None, data_url("image/png", PNG)),
    "percent-encoded": (percent_url("image/png", PNG), None, data_url("image/png", PNG)),
    "base64 that is percent-encoded": (
        f"data:image/png;base64,{quote(base64.b64encode(PNG).decode(), safe='')}",
        None,
        data_url("image/png", PNG),
    ),
    "SVG, raw": ("data:image/svg+xml,<svg/>", None, data_url("image/svg+xml", b"<svg/>")),
    "raw, not ASCII": ("data:image/svg+xml,é", None, data_url("image/svg+xml", "é".encode())),
    "raw, with commas": ("data:image/svg+xml,a,b;c", None, data_url("image/svg+xml", b"a,b;c")),
    "raw, with line feeds": ("data:image/svg+xml,a\nb\r", None, data_url("image/svg+xml", b"a\nb\r")),
    "nothing in it": ("data:image/png;base64,", None, data_url("image/png", b"")),
    "further parameters": (data_url("image/png;name=a.png;x", PNG), None, data_url("image/png", PNG)),
    "a declared type wins": (data_url("application/pdf", PNG), "image/gif", data_url("image/gif", PNG)),
    "an empty declared type is none": (data_url("image/png", PNG), "", data_url("image/png", PNG)),
    "no type in the URL": (data_url("", PNG), "image/png", data_url("image/png", PNG)),
    "upper case": (data_url("IMAGE/PNG", PNG).replace("data", "DATA"), None, data_url("image/png", PNG)),
    "declared in upper case": (data_url("", PNG), "Image/PNG", data_url("image/png", PNG)),
    "base64 in upper case": (data_url("image/png", PNG).replace("base64", "BASE64"), None, data_url("image/png", PNG)),
    "some image, a PNG": (data_url("", PNG), "image/*", data_url("image/png", PNG)),
    "some image, a GIF": (data_url("", GIF), "image/*", data_url("image/gif", GIF)),
    "some image, a WebP": (data_url("", WEBP), "image/*", data_url("image/webp", WEBP)),
    "some image, a JPEG": (data_url("", JPEG), "image/*", data_url("image/jpeg", JPEG)),
    "some image, unknown": (data_url("", b"?"), "image/*", data_url("image/jpeg", b"?")),
    "some image, empty": (data_url("image/*", b""), None, data_url("image/jpeg", b"")),
    "some image, in upper case": (data_url("", PNG), "IMAGE/*", data_url("image/png", PNG)),
    "an exact type is believed": (data_url("image/gif", PNG), None, data_url("image/gif", PNG)),
    "https": ("https://e.com/a.png", "image/png", "https://e.com/a.png"),
    "http": ("http://e.com/a.png", "image/png", "http://e.com/a.png"),
    "scheme in upper case": ("HTTPS://e.com/A.png", "image/png", "HTTPS://e.com/A.png"),
    "type of an address in upper case": ("https://e.com/a.png", "IMAGE/PNG", "https://e.com/a.png"),
    "some image at an address": ("https://e.com/a", "image/*", "https://e.com/a"),
    "address of IPv6": (
        "https://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]/a.png",
        "image/png",
        "https://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]/a.png",
    ),
    "address that urllib would not split": ("https://[exam℀ple", "image/png", "https://[exam℀ple"),
    "address that is not ASCII": ("https://e.com/ü😀.png", "image/png", "https://e.com/ü😀.png"),
}
"""A URL and a declared type, and the URL that a model is given."""

TEXTS: dict[str, tuple[str, str | None, str]] = {
    "base64": (data_url("text/plain", "héllo".encode()), None, "héllo"),
    "percent-encoded": (percent_url("text/plain", "héllo\n".encode()), None, "héllo\n"),
    "raw": ("data:text/markdown,# Hi, you", None, "# Hi, you"),
    "no type is plain text": ("data:,hello", None, "hello"),
    "only parameters": ("data:;charset=utf-8,hello", None, "hello"),
    "a declared type wins": (data_url("application/json", b"{}"), "text/csv", "{}"),
    "upper case": (data_url("TEXT/PLAIN", b"Hi"), None, "Hi"),
    "not UTF-8": (data_url("text/plain", b"\xffa"), None, "\ufffda"),
    "empty": ("data:text/plain,", None, ""),
}
"""A URL and a declared type, and the text that a model is given."""

FILES: dict[str, tuple[str, str | None, FilePart]] = {
    "PDF": (
        data_url("application/pdf", b"%PDF"),
        None,
        FilePart("application/pdf", data_url("application/pdf", b"%PDF")),
    ),
    "percent-encoded": (
        percent_url("application/pdf", b"%PDF"),
        None,
        FilePart("application/pdf", data_url("application/pdf", b"%PDF")),
    ),
    "PDF in upper case": (
        data_url("", b"%PDF"),
        "Application/PDF",
        FilePart("application/pdf", data_url("application/pdf", b"%PDF")),
    ),
    "WAV": (data_url("audio/wav", WEBP), None, FilePart("audio/wav", data_url("audio/wav", WEBP))),
    "MP3": (data_url("audio/mpeg", b"ID3"), None, FilePart("audio/mpeg", data_url("audio/mpeg", b"ID3"))),
    "MP3 by its other name": (
        data_url("audio/mp3", b"ID3"),
        None,
        FilePart("audio/mp3", data_url("audio/mp3", b"ID3")),
    ),
}
"""A URL and a declared type, and the file that a model is given."""

READABLE = "images, PDF, WAV, MP3 and text are read"
SCHEME = "must be an http, https or data URL"
REFUSED: dict[str, tuple[JSON, str | None, str]] = {
    "a document of another kind": (
        data_url("application/msword", b"Hi"),
        None,
        f"is of type application/msword, and only {READABLE}",
    ),
    "PDF at an address": (
        "https://e.com/a.pdf",
        "application/pdf",
        "is of type application/pdf, and only images can be given by address",
    ),
    "text at an address": (
        "https://e.com/a.txt",
        "text/plain",
        "is of type text/plain, and only images can be given by address",
    ),
    "another sound": (data_url("audio/ogg", b"OggS"), None, f"is of type audio/ogg, and only {READABLE}"),
    "a sound at an address": (
        "https://e.com/a.wav",
        "audio/wav",
        "is of type audio/wav, and only images can be given by address",
    ),
    "a type that only begins like one": (
        data_url("images/png", PNG),
        None,
        f"is of type images/png, and only {READABLE}",
    ),
    "a hostile type": (
        data_url("", b""),
        "x" * 1_000_000,
        f"is of type {'x' * 100}, and only {READABLE}",
    ),
    "a hostile type at an address": (
        "https://e.com",
        "x" * 1_000_000,
        f"is of type {'x' * 100}, and only images can be given by address",
    ),
    "no type at an address": ("https://e.com/a.png", None, "needs a content type"),
    "an empty type at an address": ("https://e.com/a.png", "", "needs a content type"),
    "bad base64": ("data:image/png;base64,!", None, "is not valid base64"),
    "base64 cut short": ("data:image/png;base64,AAAAA", None, "is not valid base64"),
    "base64 with blanks": ("data:image/png;base64,AA AA", None, "is not valid base64"),
    "base64 not ASCII": ("data:image/png;base64,é", None, "is not valid base64"),
    "no comma": ("data:image/png;base64", None, "is not a valid data URL"),
    "nothing but parameters": ("data:" + ";" * 100_000, None, "is not a valid data URL"),
    "ftp": ("ftp://e.com/a.png", "image/png", SCHEME),
    "file": ("file:///etc/passwd", "image/png", SCHEME),
    "javascript": ("javascript:alert(1)", "image/png", SCHEME),
    "blob": ("blob:https://e.com/1", "image/png", SCHEME),
    "no scheme": ("e.com/a.png", "image/png", SCHEME),
    "a scheme without its colon": ("https", "image/png", SCHEME),
    "a scheme that goes on": ("datax:,", "text/plain", SCHEME),
    "a blank in front": (" https://e.com/a.png", "image/png", SCHEME),
    "empty": ("", "image/png", SCHEME),
    "lone surrogate in an address": ("https://e.com/\ud83d", "image/png", "holds a lone surrogate, which has no UTF-8"),
    "lone surrogate in data": ("data:text/plain,\ud83d", None, "holds a lone surrogate, which has no UTF-8"),
    "lone surrogate in a type": ("data:,", "image/\ud83d", "holds a lone surrogate, which has no UTF-8"),
    "a number": (5, "image/png", "must be a string, not a number"),
    "an object": ({"url": "data:,"}, "image/png", "must be a string, not an object"),
}
"""A URL and a declared type, and what we say about them."""


@pytest.mark.parametrize(("url", "media_type", "image"), IMAGES.values(), ids=IMAGES)
def test_an_image_is_read(url: str, media_type: str | None, image: str) -> None:
    assert read(url, media_type) == ImagePart(image)


@pytest.mark.parametrize(("url", "media_type", "text"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_as_if_it_were_written(url: str, media_type: str | None, text: str) -> None:
    assert read(url, media_type) == TextPart(text)


@pytest.mark.parametrize(("url", "media_type", "part"), FILES.values(), ids=FILES)
def test_a_file_is_read(url: str, media_type: str | None, part: FilePart) -> None:
    assert read(url, media_type) == part


@pytest.mark.parametrize(
    ("name", "read_name"), [("b.pdf", "b.pdf"), ("", ""), ("\ud83d.pdf", "\ufffd.pdf"), (None, None)]
)
def test_a_file_keeps_its_name(name: str | None, read_name: str | None) -> None:
    url = data_url("application/pdf", b"%PDF")
    part = read_attachment(Field(url, "url"), None, name)
    assert part == FilePart("application/pdf", url, read_name)


@pytest.mark.parametrize(("url", "media_type", "complaint"), REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_by_name(url: JSON, media_type: str | None, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(url, media_type)
    assert caught.value.message == f"messages[0].url {complaint}"


@pytest.mark.parametrize("image", sorted({image for _, _, image in IMAGES.values() if image.startswith("data:")}))
def test_what_was_read_reads_the_same_again(image: str) -> None:
    assert read(image) == ImagePart(image)
