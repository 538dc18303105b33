"""A request -> the event that a Function URL makes of it (payload format 2.0)."""

import base64
import json
import time
from urllib.parse import parse_qsl

from fakes.platform.request import Request

_TEXT_TYPES = ("application/json", "application/javascript", "application/xml")
_TEXT_SUFFIXES = ("+json", "+xml")
_STAGE = "$default"


def function_event(request: Request, *, request_id: str, trace_id: str, now: float) -> bytes:
    """Return the event's JSON; ``now`` is in seconds of the Unix epoch."""
    headers = _headers(request, trace_id)
    cookies = [part.strip() for part in request.header("cookie").split(";") if part.strip()]
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": _STAGE,
        "rawPath": request.path,
        "rawQueryString": request.query,
        **({"cookies": cookies} if cookies else {}),
        "headers": headers,
        **_query(request),
        "requestContext": _context(request, headers, request_id, now),
        **_body(request),
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _headers(request: Request, trace_id: str) -> dict[str, str]:
    own = {
        "x-forwarded-for": request.peer,
        "x-forwarded-proto": "http",
        "x-forwarded-port": str(request.port),
        "x-amzn-trace-id": trace_id,
    }
    # The client's connection ends at the URL; the function never sees how its request was framed.
    dropped = {"cookie", "connection", "keep-alive", "transfer-encoding", "expect", *own}
    names = dict.fromkeys(name for name, _ in request.headers if name not in dropped)
    return {**{name: request.header(name) for name in names}, **own}


def _query(request: Request) -> dict[str, dict[str, str]]:
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return {"queryStringParameters": parameters} if parameters else {}


def _context(request: Request, headers: dict[str, str], request_id: str, now: float) -> dict[str, object]:
    domain = request.header("host").rpartition("@")[2].split(":")[0]
    prefix = domain.split(".")[0]
    return {
        "accountId": "anonymous",
        "apiId": prefix,
        "domainName": domain,
        "domainPrefix": prefix,
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": f"HTTP/{request.version}",
            "sourceIp": request.peer,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": request_id,
        "routeKey": _STAGE,
        "stage": _STAGE,
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _body(request: Request) -> dict[str, object]:
    if not request.body:
        return {"isBase64Encoded": False}
    if _is_text(request.header("content-type")):
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXT_TYPES or kind.endswith(_TEXT_SUFFIXES)
