"""A request, and what it is to the servers behind the doors: an ASGI scope, a Function URL's event."""

import base64
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.types import Scope

from tests.asgi import scope_of

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What a client sends; host and content-length are added at the door."""

    method: str
    path: str
    headers: Pairs = ()
    body: bytes | None = None

    @property
    def whole_headers(self) -> Pairs:
        """All headers but the host's."""
        length = () if self.body is None else (("content-length", str(len(self.body))),)
        return (*self.headers, *length)

    @property
    def hosted_headers(self) -> Pairs:
        """All headers, for doors without a host."""
        return (("host", "testserver"), *self.whole_headers)


def scope_of_request(request: HttpRequest) -> Scope:
    """Return the ASGI scope that a server makes of the request."""
    path, _, query = request.path.partition("?")
    headers = [(name.encode(), value.encode()) for name, value in request.hosted_headers]
    scope = scope_of(request.method, unquote(path), headers)
    return {**scope, "raw_path": path.encode(), "query_string": query.encode()}


def event_of(request: HttpRequest) -> dict[str, object]:
    """Return the event that a Function URL makes of the request."""
    path, _, query = request.path.partition("?")
    headers = {name.lower(): value for name, value in request.hosted_headers}
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "domainName": "testserver",
            "http": {"method": request.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": "request-1",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if request.body is not None:
        try:
            event["body"] = request.body.decode()
        except UnicodeDecodeError:
            event["body"] = base64.b64encode(request.body).decode()
            event["isBase64Encoded"] = True
    return event
