"""Real model servers, and which of them is asked."""

import ipaddress
import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fakes.model.recording.recorded_exchange import CutEnding
from fakes.model.request import Request

if TYPE_CHECKING:
    import httpx

_CONNECT_SECONDS = 10.0
_SILENCE_SECONDS = 600.0
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
# RFC 9110, section 7.6.1, and what this hop says for itself.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "accept-encoding",
        "expect",
    }
)
_OWN_HEADERS = "x-fake-"


class UpstreamError(Exception):
    """A real server that could not be asked, or gave no answer that can be passed on."""


class AnswerCutError(Exception):
    """An answer that ended before it was complete; ``ending`` tells how."""

    def __init__(self, ending: CutEnding) -> None:
        super().__init__(ending)
        self.ending: CutEnding = ending


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one real server is: its address, a host with its port, and the path before every target."""

    url: str
    path: str
    is_loopback: bool


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """The head of an answer, and how to read on. ``length`` is what was announced for the body, in bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    length: int | None
    body: AsyncIterator[bytes]

    async def read(self) -> bytes | None:
        """Return the next bytes as the network gave them; None at the end.

        Raises:
            AnswerCutError: the answer ended early.
            UpstreamError: the server fell silent for too long.
        """
        import httpx  # noqa: PLC0415 - the fakes import quickly; only a recorder needs a client

        try:
            return await anext(self.body, None)
        except httpx.RemoteProtocolError:
            raise AnswerCutError("drop") from None
        except httpx.ReadError:
            raise AnswerCutError("reset") from None
        except httpx.HTTPError as error:
            raise UpstreamError(_reason(error)) from None


class Upstreams:
    """The real servers that may be asked. ``bases`` maps the beginning of a path, ``/`` or ``/anthropic``, to a URL.

    The longest beginning that fits a path wins; it is taken off, and the path of the URL put in its place.
    ``allowed_hosts`` name every host, with its port where the URL has one, to which a request may ever go.

    Raises:
        ValueError: no host is allowed, or a URL's is not, or a URL is none, or not https and not on this machine.
    """

    def __init__(self, allowed_hosts: Collection[str], bases: Mapping[str, str]) -> None:
        if not allowed_hosts:
            raise ValueError("nothing is recorded unless a host is allowed")
        for host in allowed_hosts:
            if not _AUTHORITY.fullmatch(host):
                raise ValueError(f"'{host}' is not a host, or a host and a port; patterns are not taken")
        if not bases:
            raise ValueError("there is no upstream to record")
        allowed = frozenset(host.lower() for host in allowed_hosts)
        origins = {_prefix(prefix): _origin(url, allowed) for prefix, url in bases.items()}
        self._origins = dict(sorted(origins.items(), key=lambda item: -len(item[0])))
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def locate(self, target: str) -> tuple[Origin, str] | None:
        """Return the server for a target, and the target that it is asked; None where no beginning fits."""
        path, mark, query = target.partition("?")
        for prefix, origin in self._origins.items():
            if path.startswith("/") and (path == prefix or path.startswith(f"{prefix}/")):
                return origin, (f"{origin.path}{path[len(prefix) :]}" or "/") + mark + query
        return None

    @asynccontextmanager
    async def ask(self, request: Request) -> AsyncIterator[UpstreamAnswer]:
        """Send a request on, and give its answer. Redirects are answers; nothing is asked of another host.

        Raises:
            UpstreamError: no server is named for its path, or the server cannot be reached, or gives no status.
        """
        import httpx  # noqa: PLC0415 - the fakes import quickly; only a recorder needs a client

        located = self.locate(request.target)
        if located is None:
            raise UpstreamError(f"no upstream is named for {request.path}")
        origin, target = located
        outgoing = httpx.Request(
            request.method,
            origin.url,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in _passed_on(request)],
            content=request.body,
            extensions={"target": target.encode("latin-1"), "timeout": _timeout().as_dict()},
        )
        try:
            response = await self._client(origin).send(outgoing, stream=True, follow_redirects=False)
        except httpx.HTTPError as error:
            raise UpstreamError(_reason(error)) from None
        try:
            yield _answer(response)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    def _client(self, origin: Origin) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - the fakes import quickly; only a recorder needs a client

        if origin.is_loopback not in self._clients:
            # The environment may name a proxy and certificates for the world outside; this machine needs neither.
            # Every request has a connection of its own: one that the server closes meanwhile is an answer lost.
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            self._clients[origin.is_loopback] = httpx.AsyncClient(trust_env=not origin.is_loopback, limits=limits)
        return self._clients[origin.is_loopback]


def _passed_on(request: Request) -> Iterator[tuple[str, str]]:
    for name, value in request.headers:
        if name not in _HOP_BY_HOP and not name.startswith(_OWN_HEADERS):
            yield name, value
    # Encoded bytes could hide a key, and would be a recording that nobody can read.
    yield "accept-encoding", "identity"


def _timeout() -> "httpx.Timeout":
    import httpx  # noqa: PLC0415 - the fakes import quickly; only a recorder needs a client

    return httpx.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS)


def _answer(response: "httpx.Response") -> UpstreamAnswer:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    length = response.headers.get("content-length", "")
    return UpstreamAnswer(
        status=response.status_code,
        headers=tuple(header for header in headers if header[0].lower() not in _HOP_BY_HOP),
        length=int(length) if length.isdigit() else None,
        body=response.aiter_raw(),
    )


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _prefix(prefix: str) -> str:
    if not prefix.startswith("/"):
        raise ValueError(f"'{prefix}' is not the beginning of a path; one begins with a slash")
    return prefix.rstrip("/")


def _origin(url: str, allowed: frozenset[str]) -> Origin:
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(f"'{url}' is not the URL of a server: http(s)://host[:port][/path]")
    if parts.query or parts.fragment:
        raise ValueError(f"'{url}' must end with its path")
    authority = parts.netloc.lower().removesuffix(f":{_DEFAULT_PORTS[parts.scheme]}")
    if authority not in {host.removesuffix(f":{_DEFAULT_PORTS[parts.scheme]}") for host in allowed}:
        raise ValueError(f"'{authority}' is not an allowed host; allowed are: {', '.join(sorted(allowed))}")
    loopback = is_loopback(parts.hostname)
    if parts.scheme == "http" and not loopback:
        raise ValueError(f"'{url}' would carry keys in the clear; only this machine is asked without https")
    return Origin(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"), loopback)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, as far as its name says."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
