"""The fake model server in a thread of its own, told what to do as anybody tells it: over HTTP."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fakes.model import ModelServer, Pacing, PlaybookSource, Scripts, Setup

_SCENARIOS = Path(__file__).parent / "scenarios.yaml"
_CONTRACTS = Path(__file__).parent.parent.parent / "contracts" / "v1"
_PATIENCE = 30


class FakeModel:
    """What a test may ask of it."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._controls = base_url.removesuffix("/v1") + "/_fake"

    def begin_again(self) -> None:
        """Forget what was asked, shut every gate, take every fault back."""
        self._ask("/reset", {})

    def wait_at(self, gate: str) -> None:
        """Return as soon as an answer stands before this gate."""
        self._ask(f"/gates/{gate}/wait", {"seconds": _PATIENCE})

    def open(self, gate: str) -> None:
        self._ask(f"/gates/{gate}/open", {})

    def break_next(self, *faults: str) -> None:
        """Let these strike the next requests, one each."""
        self._ask("/faults", {"faults": list(faults)})

    def await_cancelled(self) -> None:
        """Return when the last answer was cut off by who asked for it; fail when it was not."""
        self._ask("/journal/wait", {"until": "cancelled", "seconds": _PATIENCE})

    def asked(self) -> list[Any]:
        """Return the bodies of all requests, oldest first."""
        exchanges = self._ask("/journal")["exchanges"]
        return [json.loads(exchange["body"]) for exchange in exchanges]

    def outcomes(self) -> list[str]:
        """Return how their answers ended."""
        return [exchange["outcome"] for exchange in self._ask("/journal")["exchanges"]]

    def _ask(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self._controls + path, data, headers)  # noqa: S310 - our own
        with urllib.request.urlopen(request, timeout=2 * _PATIENCE) as response:  # noqa: S310 - our own
            return json.loads(response.read() or b"null")


@contextmanager
def modelling() -> Iterator[FakeModel]:
    """Run the server; nothing of it is left afterwards."""
    scripts = Scripts.load(_CONTRACTS)
    playbook = PlaybookSource([_SCENARIOS], scripts=scripts).current()
    server = ModelServer(Setup(playbook=playbook), pacing=Pacing(first_ms=0, delay_ms=5))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        try:
            yield FakeModel(server.base_url)
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
