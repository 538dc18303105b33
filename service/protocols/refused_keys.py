"""Keys that clients of ai 5 to 7 refuse wherever in a chunk they stand; reading ends there, with an error.

A tool's arguments, results and an application's data come from a model, from other people's services and from users, so
such a key must not be able to end an answer. It is left out, and all else arrives: under another name nobody would look
for it, and a value that is replaced as a whole would be lost as a whole. ai 4 takes any key.

Source: ``secureJsonParse`` of @ai-sdk/provider-utils 3.0.0 (ai 5.0.0, which also stumbles over a constructor that is
null) to 5.0.x (ai 7).
"""

import json
from typing import Final

from service import json_text
from service.field import JSON

_SUSPECTS: Final = (b'"__proto__":', b'"constructor":')
"""What JSON with such a key holds. In a string the quotes would be escaped."""


def without_refused_keys(document: bytes) -> bytes:
    """Return the JSON document, written by json_text, without what a client would refuse it for."""
    if not any(suspect in document for suspect in _SUSPECTS):
        return document
    # The decoder goes as deep as the encoder went; a walk in Python would not.
    return json_text.encode(json.loads(document, object_pairs_hook=_accepted))


def _accepted(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    return {key: value for key, value in pairs if not _is_refused(key, value)}


def _is_refused(key: str, value: JSON) -> bool:
    if key == "constructor":
        return value is None or (isinstance(value, dict) and "prototype" in value)
    return key == "__proto__"
