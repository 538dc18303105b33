"""scripts/ui: the seed's way to work on the page, with a function on the local Lambda behind it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.clients.answer import ask
from tests.clients.progress import arrives_progressively

from .chat_page import ChatPage
from .watch import Watch

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def listening(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def await_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not listening(port):
        assert process.poll() is None, "it ended while it started"
        assert time.monotonic() < deadline, "it did not start"
        time.sleep(0.1)


@contextmanager
def process(*command: str | Path, port: int, **environ: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a command of ours that listens on a port, and end it as Ctrl-C does."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, start_new_session=True) as started:
        try:
            await_listening(port, started)
            yield started
        finally:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGINT)
            started.wait(PATIENCE)


@pytest.fixture(scope="module")
def invocations() -> Iterator[str]:
    """What the README tells to type, on a free port."""
    port = free_port()
    command = (sys.executable, "-m", "service", "lambda", "service.handlers.streaming_handler")
    with process(*command, "--cors", "--port", str(port), port=port, FAKE_LLM="1", PYTHONPATH=str(ROOT)):
        url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        # The first answer waits for imports, and would look as if it had been held back.
        ask(url, '{"action": "chat-v2-stream", "prompt": "Hello"}')
        yield url


@pytest.fixture(scope="module")
def dev_server(invocations: str) -> Iterator[str]:
    port = free_port()
    with process(ROOT / "scripts" / "ui", "--port", str(port), port=port, LAMBDA_ENDPOINT=invocations):
        yield f"http://127.0.0.1:{port}/"


def test_the_modal_streams_from_the_invocations_url(
    context: BrowserContext, watch: Watch, dev_server: str, sdk: str
) -> None:
    chat = ChatPage(context.new_page(), dev_server, sdk).open()

    chat.ask_watching("/markdown")
    chat.settle()

    assert arrives_progressively(chat.growth(), len(chat.answer.locator(".markdown").text_content() or ""))


def test_it_leaves_nothing_behind(invocations: str) -> None:
    port = free_port()
    with process(ROOT / "scripts" / "ui", "--port", str(port), port=port, LAMBDA_ENDPOINT=invocations) as started:
        assert listening(port)

    assert started.returncode != 0
    assert not listening(port)


def test_its_port_is_the_seeds() -> None:
    assert re.search(r"server: \{[^}]*port: 3002, strictPort: true", (ROOT / "web" / "vite.config.ts").read_text())
