"""What is imported before the first token: each law needs a process of its own. Nothing here is about time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json, os, socket, sys, threading
from service.main import create
from service.server import Server, configuration, listen
from service.settings import Settings
from service.stop import Stop

application = create(Settings.from_env(os.environ))

async def watched(scope, receive, send):
    async def watch(message):
        await send(message)
        if b'\\n0:"' in b"\\n" + message.get("body", b""):
            print(json.dumps(sorted(sys.modules)), flush=True)
            os._exit(0)

    await application(scope, receive, watch)

def ask():
    body = b'{"prompt":"Hello"}'
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"POST /api/chat HTTP/1.1\\r\\nhost: x\\r\\ncontent-type: application/json\\r\\n")
        client.sendall(b"content-length: %d\\r\\n\\r\\n%b" % (len(body), body))
        while client.recv(4096):
            pass

with listen("127.0.0.1", 0) as listener:
    threading.Thread(target=ask, daemon=True).start()
    Server(configuration(watched, 5), stop=Stop(), grace=5).run(sockets=[listener])
"""

SLOW = {"aiohttp", "httpx", "litellm", "openai", "pydantic", "pydantic_core"}
"""Packages whose import takes from a tenth of a second to several."""

NEVER = {"boto3", "click", "h11", "jinja2", "jsonschema", "redis", "requests", "tiktoken", "yaml"}
"""Packages that a first token has no need of."""


AVOIDABLE = ("anyio._backends", "anyio._core._synchronization", "anyio.from_thread", "anyio.lowlevel", "anyio.streams")
"""Most of anyio: what Starlette imports of it is enough for a first token, and the rest takes a tenth of its time."""


FOR_PAGES = {"service.http.chat_page.files", "service.http.inspector.document", "starlette.staticfiles"}
"""Modules that only a browser which is shown a page has a need of."""


def imported(**environ: str) -> set[str]:
    """Return the packages that are imported when the first token has left."""
    return {name.partition(".")[0] for name in modules(**environ)}


def modules(**environ: str) -> set[str]:
    """Return the modules that are imported when the first token has left."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "LITELLM_"))}
    fake = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0", "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=clean | fake | environ, capture_output=True, text=True, timeout=120, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_lean_lanes_first_token_needs_nothing_slow() -> None:
    assert imported(TOOLS=",") & (SLOW | NEVER) == set()


def test_the_lean_lanes_first_token_needs_little_of_anyio() -> None:
    found = modules(TOOLS=",")
    assert "anyio" in found
    assert {name for name in found if name.startswith(AVOIDABLE)} == set()


def test_the_pages_that_are_served_beside_it_cost_a_first_token_nothing(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    found = modules(TOOLS=",", CHAT_PAGE_FOLDER=str(tmp_path))
    assert {"service.http.chat_page.endpoint", "service.http.inspector.endpoint"} <= found
    assert found & FOR_PAGES == set()


@pytest.mark.parametrize("environ", [{"LANE": "litellm"}, {"TOOLS": "service.example_tools"}], ids=["litellm", "tools"])
def test_what_is_slow_would_be_seen(environ: dict[str, str]) -> None:
    """The control."""
    assert imported(**environ) & SLOW
