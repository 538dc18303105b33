import asyncio
import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import util
from pathlib import Path
from types import SimpleNamespace

import pytest

from fakes.model import __main__ as command_line
from tests.fakes.model.raw_client import PATIENCE
from tests.fakes.model.scripts_on_disk import exchange, written


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "fakes.model", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_server_with_success(number: signal.Signals) -> None:
    with running() as (process, line):
        assert line.startswith("fake model at http://127.0.0.1:")
        process.send_signal(number)

        assert process.wait(PATIENCE) == 0
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_the_line_that_is_printed_holds_a_curl_that_works(tmp_path: Path) -> None:
    with running(
        "--first-ms", "0", "--delay-ms", "0", "--scripts", str(written(tmp_path, {"it": [exchange("x")]}))
    ) as (
        _,
        line,
    ):
        found = re.search(r"curl -N (\S+) -H '(\S+): (\S+)' -d (.+)$", line)
        assert found is not None
        (body,) = shlex.split(found[4])
        request = urllib.request.Request(found[1], body.encode(), {found[2]: found[3]})  # noqa: S310 - our own server
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            assert response.read().endswith(b"data: [DONE]\n\n")
        models = found[1].replace("chat/completions", "models")
        with urllib.request.urlopen(models, timeout=PATIENCE) as response:  # noqa: S310
            assert [model["id"] for model in json.load(response)["data"]] == ["fake/default", "fake/long", "fake/it"]


WRONG = [
    (["--port", "x"], "invalid int value"),
    (["--delay-ms", "-1"], "delay_ms is -1.0, and must be a finite number that is not negative"),
    (["--scripts", "nowhere"], "nowhere: there is no such folder"),
    (["--host", "192.0.2.1"], "could not bind|cannot assign"),
]


@pytest.mark.parametrize(("arguments", "reason"), WRONG)
def test_what_cannot_be_served_ends_with_status_2_and_the_reason(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)

    assert ended.value.code == 2
    assert re.search(reason, capsys.readouterr().err, re.IGNORECASE)


@pytest.mark.parametrize(("spec", "module"), [(None, "asyncio"), (SimpleNamespace(), "uvloop")])
def test_uvloop_is_used_where_it_is_installed(spec: object, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: spec)

    factory = command_line._loop_factory()

    assert factory.__module__.startswith(module)
    assert factory is asyncio.new_event_loop or module == "uvloop"


def test_the_fake_imports_nothing_heavy() -> None:
    heavy = ("service", "pydantic", "litellm", "fastapi", "starlette", "uvicorn", "httpx", "openai", "anyio", "uvloop")
    program = "import sys, fakes.model, json; print(json.dumps(sorted(sys.modules)))"

    modules = json.loads(subprocess.check_output([sys.executable, "-c", program], text=True))

    assert not {module.partition(".")[0] for module in modules} & set(heavy)
