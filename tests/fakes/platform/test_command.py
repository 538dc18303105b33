import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.platform.__main__ import main
from tests.fakes.platform.asking import INVOKE, PATIENCE
from tests.fakes.platform.puppets import RUNTIMES

PUPPET = (sys.executable, "-S", "-u", str(RUNTIMES / "puppet.py"))


@contextmanager
def serving(*arguments: str, cwd: Path = RUNTIMES) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run the command and yield its URL and process."""
    command = [sys.executable, "-m", "fakes.platform", *arguments]
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            yield line.split()[2] if line else "", process
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def post(url: str, path: str, body: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    connection.request("POST", path, body, {"content-type": "application/json", **headers})
    response = connection.getresponse()
    answer = response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}
    connection.close()
    return answer


def test_the_first_lines_tell_where_requests_go() -> None:
    with serving("app.echo", "--port", "0", "--invoke-mode", "BUFFERED", "--name", "writer") as (url, process):
        assert process.stdout is not None
        invoke, sdks = process.stdout.readline(), process.stdout.readline()
        assert invoke.split() == ["Invoke", f"{url}2015-03-31/functions/writer/invocations"]
        assert sdks.split() == ["SDKs", "--endpoint-url", url.removesuffix("/")]
        assert post(url, INVOKE, '{"a":1}')[1] == b'{"a": 1}'


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_a_signal_ends_everything_and_is_success(number: signal.Signals) -> None:
    with serving("x", "--port", "0", "--", *PUPPET) as (url, process):
        pid = int(post(url, INVOKE, '[["whoami"]]')[1])
        process.send_signal(number)
        printed, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert "START RequestId: " in printed


def test_a_log_that_nobody_reads_any_longer_stops_nothing() -> None:
    with serving("app.echo", "--port", "0") as (url, process):
        assert process.stdout is not None
        process.stdout.close()
        for _ in range(3):
            assert post(url, INVOKE, "1")[1] == b"1"
        process.send_signal(signal.SIGINT)
        process.stdout = None


def test_a_command_is_taken_as_it_is_and_an_environment_file_is_read(tmp_path: Path) -> None:
    environ = tmp_path / "local.env"
    environ.write_text("# ours\nNAME='a b'\nexport OTHER=\"${NAME}!\"\nBARE\n")
    options = ["--env-file", str(environ), "--timeout", "2.5", "--memory", "300", "--concurrency", "1", "--bandwidth"]
    with serving("app.settings", "--port", "0", *options) as (url, _):
        names = '["NAME","OTHER","BARE","AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]'
        assert post(url, INVOKE, names)[1] == (
            b'{"NAME": "a b", "OTHER": "a b!", "BARE": null, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "300"}'
        )


@pytest.mark.parametrize(
    ("options", "origin"),
    [
        ([], None),
        (["--cors"], "*"),
        (["--cors-origins", "https://a.example, https://b.example"], "https://b.example"),
        (["--cors", "--cors-credentials", "--cors-max-age", "5", "--cors-expose", "x"], "https://b.example"),
        (["--cors-methods", "POST", "--cors-headers", "x"], "*"),
    ],
)
def test_cors_is_asked_for(options: list[str], origin: str | None) -> None:
    with serving("app.echo", "--port", "0", *options) as (url, _):
        headers = post(url, "/", "{}", origin="https://b.example")[2]
        assert headers.get("access-control-allow-origin") == origin


def test_code_is_watched_when_asked(tmp_path: Path) -> None:
    code = tmp_path / "app.py"
    code.write_text("def handler(event, context): return 1")
    with serving("app.handler", "--port", "0", "--reload", cwd=tmp_path) as (url, _):
        assert post(url, INVOKE, "{}")[1] == b"1"
        deadline = time.monotonic() + PATIENCE
        while post(url, INVOKE, "{}")[1] != b"2":
            assert time.monotonic() < deadline
            code.write_text(f"def handler(event, context): return 2 #{time.monotonic_ns()}")
            time.sleep(0.1)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: HANDLER"),
        (["h", "--port", "many"], "argument --port: invalid port value: 'many'"),
        (["h", "--port", "65536"], "argument --port: invalid port value: '65536'"),
        (["h", "--timeout", "0"], "argument --timeout: invalid number of seconds value: '0'"),
        (["h", "--timeout", "inf"], "argument --timeout: invalid number of seconds value: 'inf'"),
        (["h", "--memory", "0"], "argument --memory: invalid number above 0 value: '0'"),
        (["h", "--concurrency", "-1"], "argument --concurrency: invalid number above 0 value: '-1'"),
        (["h", "--invoke-mode", "FAST"], "argument --invoke-mode: invalid choice: 'FAST'"),
        (["h", "--env-file", "/nowhere"], "No such file or directory: '/nowhere'"),
        (["h", "--host", "256.0.0.1", "--port", "0"], "256.0.0.1"),
        (["h", "--loud"], "unrecognized arguments: --loud"),
    ],
)
def test_a_wrong_option_is_named_and_ends_with_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if "256.0.0.1" in arguments:
        complaint = r"(Name or service not known|nodename nor servname|getaddrinfo|Temporary failure|No address)"
    else:
        complaint = re.escape(complaint)
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    assert re.search(complaint, capsys.readouterr().err)
