"""The page as one document, with the policy that lets a browser run nothing else."""

import base64
import hashlib
from pathlib import Path

from msgspec import Struct

_FOLDER = Path(__file__).parent
_STYLE, _SCRIPT = "/*style*/", "/*script*/"
"""Where the page has its style and its script."""

_NEIGHBOUR, _CHAT_PAGE = "<!--neighbour-->", '<a href="chat/">Chat page</a>'
"""Where it names the other page, and how."""


class Document(Struct, frozen=True, kw_only=True):
    """A page, and what its ``content-security-policy`` is."""

    body: bytes
    policy: str


def read_document(*, chat_page: bool) -> Document:
    """Read the page, and put its style and its script into it.

    Args:
        chat_page: whether there is one to name.

    Raises:
        OSError: a file of it is missing.
    """
    page, style, script = (
        (_FOLDER / name).read_text(encoding="utf-8") for name in ("page.html", "page.css", "page.js")
    )
    policy = (
        "default-src 'none'",
        f"script-src {_hash(script)}",
        f"style-src {_hash(style)}",
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    page = page.replace(_NEIGHBOUR, _CHAT_PAGE if chat_page else "")
    return Document(body=page.replace(_STYLE, style).replace(_SCRIPT, script).encode(), policy="; ".join(policy))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
