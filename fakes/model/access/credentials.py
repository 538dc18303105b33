"""The API keys that a request carries, wherever the providers' clients put them."""

import re
from urllib.parse import parse_qs

from fakes.model.request import Request

KEY_PREFIX = "fake-session-"
"""What a key begins with that names a session: it is made up, and good in every server."""

_HEADERS = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
_PARAMETER = "key"
_SIGNED = re.compile(r"AWS4-[A-Z0-9-]+ .*?Credential=([^/,\s]+)")


def keys_of(request: Request) -> tuple[str, ...]:
    """Return the keys of a request, in the order in which they came: headers first, ``?key=`` last.

    In ``authorization`` a key stands behind ``Bearer`` or alone; of an AWS signature it is the access key id.
    """
    keys = [_in_header(name, value.strip()) for name, value in request.headers if name in _HEADERS]
    query = request.target.partition("?")[2]
    if f"{_PARAMETER}=" in query:
        keys += parse_qs(query).get(_PARAMETER, ())
    return tuple(filter(None, keys))


def masked(key: str) -> str:
    """Return a key as OpenAI's errors show it: eight letters, stars for the rest, and the last four.

    Of a key that would have no stars then, OpenAI hides nothing; here it shows the first quarter.
    """
    head, tail = 8, 4
    if len(key) > head + tail:
        return key[:head] + "*" * (len(key) - head - tail) + key[-tail:]
    shown = len(key) // 4
    return key[:shown] + "*" * (len(key) - shown)


def hidden(text: str, request: Request) -> str:
    """Return a text, which may quote a request, with its keys masked."""
    for key in keys_of(request):
        text = text.replace(key, masked(key))
    return text


def _in_header(name: str, value: str) -> str:
    if name != "authorization":
        return value
    if signed := _SIGNED.match(value):
        return signed[1]
    scheme, space, key = value.partition(" ")
    if not space:
        return "" if scheme.lower() == "bearer" else scheme
    return key.strip() if scheme.lower() == "bearer" else ""
