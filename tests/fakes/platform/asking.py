"""A client that sees everything: status, headers in order, chunks as they come, and whether the end was missing."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fakes.platform import Function, Platform
from fakes.platform.log import Log
from tests.lambda_platform import platform_running

PATIENCE = 30.0
INVOKE = "/2015-03-31/functions/function/invocations"
STREAM = "/2021-11-15/functions/function/response-streaming-invocations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    truncated: bool = False

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key.lower() == name]
        return ",".join(values) if values else None


@contextmanager
def running(function: Function, **options: object) -> Iterator[Platform]:
    """A platform that prints nothing."""
    with platform_running(function, **{"log": Log(), **options}) as platform:
        yield platform


@contextmanager
def response_to(
    platform: Platform, path: str, body: object = b"", *, method: str = "POST", headers: Mapping[str, str] | None = None
) -> Iterator[http.client.HTTPResponse]:
    """A response whose body is still to be read."""
    connection = http.client.HTTPConnection(urlsplit(platform.url).netloc, timeout=PATIENCE)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        connection.request(method, path, data or None, {"content-type": "application/json", **(headers or {})})
        response = connection.getresponse()
        with response:
            yield response
    finally:
        connection.close()


def ask(
    platform: Platform, path: str, body: object = b"", *, method: str = "POST", headers: Mapping[str, str] | None = None
) -> Reply:
    """Ask, and wait for all of the answer."""
    with response_to(platform, path, body, method=method, headers=headers) as response:
        truncated = False
        try:
            content = response.read()
        except http.client.IncompleteRead as error:
            content, truncated = error.partial, True
        return Reply(status=response.status, headers=response.getheaders(), body=content, truncated=truncated)


def logged(platform: Platform, *parts: str) -> bool:
    """Whether a line was logged that holds all parts."""
    return any(all(part in line for part in parts) for line in platform.log)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must come."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
