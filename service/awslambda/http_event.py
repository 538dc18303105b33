"""Every event that Lambda hands over for an HTTP request -> one HttpRequest.

=========  ==================================================  =============================================
source     comes from                                          known by
=========  ==================================================  =============================================
``v2``     Function URL, API Gateway HTTP API (format 2.0)     ``requestContext.http``
``v1``     API Gateway REST API, HTTP API (format 1.0)         ``requestContext`` and ``httpMethod``
``alb``    Application Load Balancer                           ``requestContext.elb``
``direct`` ``Invoke``, by an SDK or the console                anything else: the event is the body of a POST
=========  ==================================================  =============================================

Source: "Working with AWS Lambda proxy integrations", "Using AWS Lambda with an Application Load Balancer" and "Function
URL request payload format" in AWS's documentation.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlencode

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Source = Literal["v2", "v1", "alb", "direct"]
Headers = tuple[tuple[str, str], ...]

_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


class HttpRequest(Struct, frozen=True, kw_only=True):
    """An HTTP request, whatever brought it.

    Attributes:
        source: what brought it.
        method: in capitals.
        target: the path as it was sent, percent-encoded.
        query: as it was sent, without the question mark.
        headers: names in lower case, in order, repeated ones as several pairs.
        body: decoded.
        client: the sender's address; empty if nobody says.
        stage: the API Gateway stage that the path begins with, as ``/prod``; empty for none.
    """

    source: Source
    method: str
    target: str
    query: str
    headers: Headers
    body: bytes
    client: str = ""
    stage: str = ""

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(self.target)

    def header(self, name: str, default: str = "") -> str:
        """Return the first value of a header, given in lower case."""
        return next((value for key, value in self.headers if key == name), default)


def source_of(event: object) -> Source:
    """Return what brought this event."""
    context = event.get("requestContext") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(context, dict):
        return "direct"
    if isinstance(context.get("http"), dict):
        return "v2"
    if "httpMethod" not in event:
        return "direct"
    return "alb" if "elb" in context else "v1"


def read_event(event: object, *, direct_path: str) -> HttpRequest:
    """Read an event.

    Args:
        event: what Lambda handed over, parsed from JSON. What is no HTTP request, or a broken one, is posted as it is.
        direct_path: where to.
    """
    try:
        source = source_of(event)
        if isinstance(event, dict) and source != "direct":
            return _from_v2(event) if source == "v2" else _from_proxy(event, source)
    except (KeyError, TypeError, ValueError):
        # It looks like HTTP and is not: whoever reads the body will say what is wrong with it.
        pass
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    headers = (("content-type", "application/json"), ("content-length", str(len(body))), ("host", "lambda"))
    return HttpRequest(source="direct", method="POST", target=direct_path, query="", headers=headers, body=body)


def _from_v2(event: Mapping[str, object]) -> HttpRequest:
    context = _mapping(event["requestContext"])
    http = _mapping(context["http"])
    body = _body(event)
    given = [(name.lower(), _text(value)) for name, value in _mapping(event.get("headers") or {}).items()]
    cookies = [_text(cookie) for cookie in _list(event.get("cookies") or [])]
    if cookies and all(name != "cookie" for name, _ in given):
        given.append(("cookie", "; ".join(cookies)))
    return HttpRequest(
        source="v2",
        method=_text(http["method"]).upper(),
        target=quote(_text(event.get("rawPath") or http["path"]), safe=_PATH_SAFE),
        query=_text(event.get("rawQueryString") or ""),
        headers=_with_length(given, body),
        body=body,
        client=_text(http.get("sourceIp") or ""),
        stage=_stage(context, _text(event.get("rawPath") or "")),
    )


def _from_proxy(event: Mapping[str, object], source: Source) -> HttpRequest:
    context = _mapping(event["requestContext"])
    body = _body(event)
    given = [(name.lower(), value) for name, value in _pairs(event, "multiValueHeaders", "headers")]
    query = _pairs(event, "multiValueQueryStringParameters", "queryStringParameters")
    # A load balancer hands the query over as it was sent, API Gateway decoded.
    raw = "&".join(f"{name}={value}" if value else name for name, value in query)
    forwarded = next((value for name, value in given if name == "x-forwarded-for"), "")
    identity = _mapping(context.get("identity") or {})
    return HttpRequest(
        source=source,
        method=_text(event["httpMethod"]).upper(),
        target=quote(_text(event["path"]), safe=_PATH_SAFE if source == "alb" else _PATH_SAFE.replace("%", "")),
        query=raw if source == "alb" else urlencode(query),
        headers=_with_length(given, body),
        body=body,
        client=_text(identity.get("sourceIp") or forwarded.partition(",")[0].strip()),
    )


def _pairs(event: Mapping[str, object], several: str, single: str) -> list[tuple[str, str]]:
    """Return names and values, all of them where the event has the form that can hold several."""
    if event.get(several):
        lists = _mapping(event[several])
        return [(name, _text(value)) for name, values in lists.items() for value in _list(values)]
    return [(name, _text(value)) for name, value in _mapping(event.get(single) or {}).items()]


def _body(event: Mapping[str, object]) -> bytes:
    body = event.get("body")
    if body is None:
        return b""
    if event.get("isBase64Encoded"):
        try:
            return base64.b64decode(_text(body), validate=True)
        except binascii.Error as error:
            raise ValueError(f"body is not base64: {error}") from None
    return _text(body).encode("utf-8", "surrogatepass")


def _with_length(headers: Iterable[tuple[str, str]], body: bytes) -> Headers:
    """Return the headers with the length that the body has here, and without how it travelled."""
    kept = tuple(pair for pair in headers if pair[0] not in {"content-length", "transfer-encoding"})
    return (*kept, ("content-length", str(len(body)))) if body else kept


def _stage(context: Mapping[str, object], path: str) -> str:
    """Return the stage if the path begins with it; with a custom domain it does not."""
    stage = f"/{context.get('stage') or '$default'}"
    return stage if path == stage or path.startswith(f"{stage}/") else ""


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, not {type(value).__name__}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, not {type(value).__name__}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, not {type(value).__name__}")
    return value


def scope_of(request: HttpRequest) -> dict[str, object]:
    """Return the ASGI scope. Source: ASGI 3.0, HTTP connection scope."""
    host, _, port = request.header("host", "lambda").partition(":")
    scheme = request.header("x-forwarded-proto", "https")
    port = request.header("x-forwarded-port", port or ("443" if scheme == "https" else "80"))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": scheme,
        "path": request.path,
        "raw_path": request.target.encode(),
        "query_string": request.query.encode("utf-8", "surrogatepass"),
        "root_path": request.stage,
        "headers": list(_encoded(request.headers)),
        "client": (request.client, 0) if request.client else None,
        "server": (host, int(port) if port.isdecimal() else None),
    }


def _encoded(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        # Latin-1 is what HTTP says; a proxy in front of us may have decoded UTF-8.
        try:
            yield name.encode("latin-1"), value.encode("latin-1")
        except UnicodeEncodeError:
            yield name.encode("utf-8", "replace"), value.encode("utf-8", "replace")
