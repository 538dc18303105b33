"""An ASGI server for one request, small enough to see through: what the application sends is kept write by write."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
from starlette.types import ASGIApp, Message, Scope, Send

JSON_TYPE = (b"content-type", b"application/json")


@dataclass
class Exchange:
    """What an application answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    writes: list[bytes] = field(default_factory=list)
    complete: bool = False

    @property
    def body(self) -> bytes:
        """All writes, joined."""
        return b"".join(self.writes)

    def take(self, message: Message) -> None:
        """Keep what the application sends."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if message.get("body"):
            self.writes.append(message["body"])
        self.complete = not message.get("more_body", False)


def scope_of(method: str, path: str, headers: Sequence[tuple[bytes, bytes]] = ()) -> Scope:
    """Return an HTTP scope."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


async def post(
    app: ASGIApp,
    body: bytes,
    *,
    whole: bool = True,
    leave_after: float | None = None,
    blocked_writes: bool = False,
    send: Send | None = None,
) -> Exchange:
    """POST a JSON body to /api/chat.

    Args:
        app: the application.
        body: the request's bytes.
        whole: False: the client leaves before it has sent everything.
        leave_after: seconds after which the client leaves; None: it stays.
        blocked_writes: the client reads nothing, so that every write waits.
        send: takes what the application sends, instead of the exchange.
    """
    exchange = Exchange()
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": not whole}]
    if whole:
        # A server may say again that there is no more.
        parts.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        if parts:
            return parts.pop(0)
        if whole:
            await (anyio.sleep_forever() if leave_after is None else anyio.sleep(leave_after))
        return {"type": "http.disconnect"}

    async def take(message: Message) -> None:
        if blocked_writes:
            await anyio.sleep_forever()
        exchange.take(message)

    await app(scope_of("POST", "/api/chat", [JSON_TYPE]), receive, send or take)
    return exchange
