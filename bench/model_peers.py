"""The fake model servers that are compared: how each is started, told the same answer, and asked for it."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from bench.http_bytes import LAST_CHUNK, http_request
from bench.server_process import exchange

PIECES = 200
PIECE = "word "
ANSWER = PIECE * PIECES
"""The one answer: 1,000 characters, 200 pieces of text."""

EVENT = b"data: "
"""Stands once in every event of an answer."""

_NODE_MODULES = Path(__file__).parent / "node_modules"
_AIMOCK = _NODE_MODULES / "@copilotkit" / "aimock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One server. ``command`` takes a port, the milliseconds between two pieces, and a folder to write into."""

    name: str
    version: str
    command: Callable[[int, int, Path], Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[int], None] = lambda _port: None


def chat_request() -> bytes:
    """Return the request that every server is asked, as it travels."""
    body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "bench"}]}
    return http_request("/v1/chat/completions", body)


def _ours(port: int, delay_ms: int, folder: Path) -> Sequence[str]:
    file = folder / "scenarios.json"
    file.write_text(json.dumps({"scenarios": [{"name": "bench", "say": ANSWER}]}))
    pace = ("--first-ms", str(delay_ms), "--delay-ms", str(delay_ms))
    return (sys.executable, "-m", "fakes.model", "--port", str(port), "--scenarios", str(file), *pace)


def _aimock(port: int, delay_ms: int, folder: Path) -> Sequence[str]:
    file = folder / "fixtures.json"
    fixture = {"match": {"userMessage": "bench"}, "response": {"content": ANSWER}}
    file.write_text(json.dumps({"fixtures": [fixture]}))
    return (
        *("node", str(_AIMOCK / "dist" / "cli.js"), "--port", str(port), "--fixtures", str(file)),
        *("--chunk-size", str(len(PIECE)), "--latency", str(delay_ms), "--log-level", "silent"),
    )


def _llmock(port: int, delay_ms: int, _folder: Path) -> Sequence[str]:
    command = str(Path(sys.executable).parent / "llmock")
    pace = ("--stream-chunk-delay-ms", str(delay_ms)) if delay_ms else ()
    return (command, "serve", "--port", str(port), "--log-level", "critical", *pace)


def _script_llmock(port: int) -> None:
    behavior = {"type": "reply", "text": ANSWER, "times": None}
    exchange(port, http_request("/_llmock/scenario", {"behaviors": [behavior]}), b"}")


def peers() -> tuple[Peer, ...]:
    """Return the servers, ours first.

    Raises:
        FileNotFoundError: aimock is not installed: ``npm ci`` in bench/.
    """
    aimock = json.loads((_AIMOCK / "package.json").read_text())["version"]
    return (
        Peer(name="fakes.model", version="this checkout", command=_ours),
        Peer(name="aimock", version=aimock, command=_aimock),
        Peer(name="llmock", version=version("llmock"), command=_llmock, prepare=_script_llmock),
    )


def events(port: int) -> int:
    """Return how many events the answer of a server has."""
    return exchange(port, chat_request(), LAST_CHUNK).count(EVENT)
