"""What a buffered function returned -> the HTTP answer (payload format 2.0)."""

import base64
import binascii
import json
from dataclasses import dataclass

from fakes.platform.prelude import InvalidPrelude, Prelude

_CONTENT_TYPE = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionResponse:
    """A whole answer."""

    prelude: Prelude
    body: bytes

    @classmethod
    def parse(cls, payload: bytes) -> "FunctionResponse":
        """Read what the function returned: its own answer if it names a status, otherwise the body of a 200.

        Raises:
            InvalidPrelude: it names a status, and the rest does not fit.
        """
        try:
            document = json.loads(payload)
        except ValueError:
            document = None
        if not isinstance(document, dict) or "statusCode" not in document:
            return cls(prelude=Prelude.of({}, content_type=_CONTENT_TYPE), body=payload)
        body = _body(document.get("body"), encoded=document.get("isBase64Encoded") is True)
        return cls(prelude=Prelude.of(document, content_type=_CONTENT_TYPE).without_length(), body=body)


def _body(value: object, *, encoded: bool) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str):
        return json.dumps(value).encode()
    if not encoded:
        return value.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidPrelude("body is not Base64") from error
