"""A collected response in the form that who sent the event understands.

==========  ======================================================================================
source      headers that occur several times
==========  ======================================================================================
``v2``      joined by commas; ``set-cookie`` in ``cookies``; so too for a direct invocation
``v1``      in ``multiValueHeaders``
``alb``     in ``multiValueHeaders`` if the request came so; else the last of them wins
==========  ======================================================================================
"""

from __future__ import annotations

import base64
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, TypedDict

from service.awslambda.collected import LARGEST, CollectedResponse
from service.awslambda.errors import ResponseTooLarge
from service.awslambda.http_event import source_of
from service.awslambda.prelude import Prelude

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEXTUAL = (
    "text/",
    "application/json",
    "application/xml",
    "application/javascript",
    "application/x-www-form-urlencoded",
)
_TEXTUAL_SUFFIXES = ("+json", "+xml")
_SMALL = LARGEST // 8
"""A body of this size fits, however it is escaped: a byte becomes at most six, as in ``\\u001f``."""


class ProxyResponse(TypedDict, total=False):
    """What a Lambda proxy integration returns."""

    statusCode: int
    statusDescription: str
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    cookies: list[str]
    body: str
    isBase64Encoded: bool


def proxy_response(collected: CollectedResponse, event: object) -> ProxyResponse:
    """Return the response for whoever sent this event.

    Raises:
        ResponseTooLarge: Lambda would not take it.
    """
    prelude = collected.prelude or Prelude(headers=(("content-type", collected.content_type),))
    text = _text(prelude, collected.body)
    body = base64.b64encode(collected.body).decode() if text is None else text
    if len(collected.body) > _SMALL and len(json.dumps(body)) > LARGEST:
        raise ResponseTooLarge(f"a buffered response can't be larger than {LARGEST} bytes")
    response: ProxyResponse = {"statusCode": prelude.status, **_head(prelude, event)}
    response["body"] = body
    response["isBase64Encoded"] = text is None
    return response


def _head(prelude: Prelude, event: object) -> ProxyResponse:
    several: dict[str, list[str]] = {name: [value] for name, value in prelude.headers}
    for name, values in prelude.repeated:
        several.setdefault(name, []).extend(values)
    source = source_of(event)
    if source in ("v2", "direct"):
        head: ProxyResponse = {"headers": {name: ",".join(values) for name, values in several.items()}}
        return {**head, "cookies": list(prelude.cookies)} if prelude.cookies else head
    if prelude.cookies:
        several["set-cookie"] = [*several.get("set-cookie", ()), *prelude.cookies]
    if source == "v1":
        return {"multiValueHeaders": several}
    described: ProxyResponse = {"statusDescription": _description(prelude.status)}
    if isinstance(event, dict) and "multiValueHeaders" in event:
        return {**described, "multiValueHeaders": several}
    return {**described, "headers": {name: _last(values) for name, values in several.items()}}


def _last(values: Iterable[str]) -> str:
    return [*values][-1]


def _description(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _text(prelude: Prelude, body: bytes) -> str | None:
    """Return the body as text; None if it has to travel as base64."""
    kind = (prelude.header("content-type") or "").partition(";")[0].strip().lower()
    textual = kind.startswith(_TEXTUAL) or kind.endswith(_TEXTUAL_SUFFIXES)
    if prelude.header("content-encoding") or not (textual or not body):
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
