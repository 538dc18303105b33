"""Both commands, as a person types them: a real server, a proxy that records it, and a replay without either."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes.model.recording import replay_command
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedAnswer
from fakes.model.recording.tapes import Tapes
from fakes.model.recording.volatile import Volatile
from fakes.model.redaction import Redaction
from fakes.model.request import Request
from tests.fakes.model.raw_client import PATIENCE


@contextmanager
def running(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a command on a free port, and yield the origin that its greeting ends with or names."""
    command = [sys.executable, "-m", "fakes.model", *words, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            greeting = process.stdout.readline().split()
            yield next(word for word in greeting if word.startswith("http://")).removesuffix("/v1"), process
        finally:
            process.kill()


def ask(origin: str, body: object, path: str = "/v1/chat/completions") -> bytes:
    request = urllib.request.Request(origin + path, json.dumps(body).encode(), {"content-type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - our own server
        data: bytes = response.read()
    return data


def chat(question: str) -> dict[str, object]:
    return {"model": "demo", "stream": True, "messages": [{"role": "user", "content": question}]}


def stopped(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE)
    return process.returncode, told


def test_what_was_recorded_is_replayed_without_the_real_server(tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    with running("--first-ms", "0", "--delay-ms", "0") as (real, _):
        host = real.removeprefix("http://")
        with running("record", "--upstream-host", host, "--to", folder) as (origin, recorder):
            live = ask(origin, chat("one"))
            assert stopped(recorder) == (0, "")
    with running("record", "--upstream-host", host, "--to", folder, "--once") as (origin, recorder):
        assert ask(origin, chat("one")) == live
        assert stopped(recorder) == (0, "")
    with running("replay", folder, "--speed", "0") as (origin, player):
        assert ask(origin, chat("one")) == live
        # Every session hears it from the beginning, and nobody hears it twice.
        assert ask(f"{origin}/_session/other", chat("one")) == live
        for question, code in (("one", "recording_used_up"), ("two", "not_recorded")):
            with pytest.raises(urllib.error.HTTPError) as refused:
                ask(origin, chat(question))
            with refused.value as answer:
                assert (answer.code, json.load(answer)["error"]["code"]) == (404, code)
        with urllib.request.urlopen(f"{origin}/_fake/verdict", timeout=PATIENCE) as response:  # noqa: S310
            verdict = json.load(response)
        assert (verdict["unused"], len(verdict["failures"])) == ([], 2)
        assert stopped(player) == (0, "")


def recorded(folder: Path) -> None:
    request = Request("POST", "/v1/x", (("content-type", "application/json"),), b'{"t": "at 12", "id": 1}')
    asked = Asked.of(request, Volatile())
    Tapes(folder).keep(asked, 1, RecordedAnswer(200, (), (b"kept",)), Redaction())


def test_what_may_differ_and_what_begins_again_is_told_to_a_replay(tmp_path: Path) -> None:
    recorded(tmp_path)
    words = ("--repeat", "--volatile", "$.id", "--volatile-text", r"\d+")
    with running("replay", str(tmp_path), *words) as (origin, _):
        with urllib.request.urlopen(f"{origin}/_fake/verdict", timeout=PATIENCE) as response:  # noqa: S310
            assert len(json.load(response)["unused"]) == 1
        for number in range(3):
            assert ask(origin, {"t": f"at {number}", "id": number}, "/v1/x") == b"kept"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere"], "nowhere: there is no such folder"),
        (["FOLDER", "--speed", "-1"], "--speed is -1.0, and must be a finite number, not negative"),
        (["FOLDER", "--speed", "inf"], "--speed is inf"),
        (["FOLDER", "--speed", "nan"], "--speed is nan"),
        (["FOLDER", "--volatile", "x"], "'x' is no place in a body"),
        (["FOLDER", "--host", "192.0.2.1"], "192.0.2.1"),
    ],
)
def test_what_cannot_be_replayed_ends_with_status_2_and_the_reason(
    words: Sequence[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path)
    with pytest.raises(SystemExit) as leaving:
        replay_command.main([word.replace("FOLDER", str(tmp_path)) for word in words])

    assert leaving.value.code == 2
    assert reason in capsys.readouterr().err
