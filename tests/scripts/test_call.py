"""What curl shows, and when."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from scripts.images.command import CommandFailed
from scripts.streaming import call

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")


class InTwoParts(BaseHTTPRequestHandler):
    """Sends the second part when the first has been seen."""

    seen = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"one\ntw")
        assert self.seen.wait(60)
        self.wfile.write(b"o\nthree")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), InTwoParts)
    threading.Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_every_line_is_told_when_it_is_complete(url: str, tmp_path: Path) -> None:
    (tmp_path / "payload").write_text("{}")
    told: list[str] = []

    def seen(_at: float, line: str) -> None:
        told.append(line)
        InTwoParts.seen.set()

    answer = call.ask(url, tmp_path / "payload", seen=seen)
    assert answer.body == b"one\ntwo\nthree"
    assert told == [line for _, line in answer.lines] == ["one", "two", "three"]
    times = [at for at, _ in answer.lines]
    assert times == sorted(times)
    assert times[0] < times[1]


def test_nobody_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "payload").write_text("{}")
    with pytest.raises(CommandFailed, match="curl ended with code 7"):
        call.ask("http://127.0.0.1:1/", tmp_path / "payload")
