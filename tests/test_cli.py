import gc
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from service.cli import main
from service.server import listen

pytestmark = pytest.mark.usefixtures("logging_as_it_was")

NO_KEYS = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY") and name != "FAKE_LLM"}
HELLO = {"id": "c1", "messages": [{"role": "user", "content": "Hello! How are you?"}]}


@pytest.fixture(autouse=True)
def _collected_as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


@contextmanager
def serving(*arguments: str, environ: Mapping[str, str] | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run ``python -m service serve`` and yield its URL and process."""
    command = [sys.executable, "-m", "service", "serve", "--port", "0", *arguments]
    with subprocess.Popen(
        command, env={**NO_KEYS, **(environ or {})}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rpartition(" ")[2].strip(), process
        finally:
            process.terminate()
            process.communicate(timeout=30)


def post(url: str, body: object) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("POST", "/api/chat", json.dumps(body), {"content-type": "application/json"})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("arguments", "environ"), [(["--fake"], {}), ([], {"FAKE_LLM": "1"}), (["--fake"], {"FAKE_LLM": "0"})]
)
def test_serve_answers_from_the_fake_when_told_to(arguments: list[str], environ: dict[str, str]) -> None:
    with serving("--first-ms", "0", "--delay-ms", "0", *arguments, environ=environ) as (url, _):
        status, body = post(url, HELLO)
    assert status == 200
    assert body.startswith(b'f:{"messageId":"msg-')
    assert body.splitlines()[-1].startswith(b'd:{"finishReason":"stop"')


@pytest.mark.parametrize(("arguments", "environ"), [([], {"FAKE_LLM": "0"}), (["--no-fake"], {"FAKE_LLM": "1"})])
def test_without_a_key_the_answer_is_the_seeds_error(arguments: list[str], environ: dict[str, str]) -> None:
    with serving(*arguments, environ=environ) as (url, _):
        assert post(url, HELLO) == (500, b'{"success":false,"error":"OpenAI API key not configured"}')


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_a_signal_stops_the_service_without_a_traceback(number: signal.Signals) -> None:
    with serving("--fake") as (_, process):
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode in {0, -number}
    assert "Traceback" not in said


def test_log_lines_are_json_with_the_requests_id() -> None:
    with serving("--fake", environ={"FAKE_DELAY_MS": "0"}) as (url, process):
        post(url, {"model": "fake/nobody-wrote-this", "prompt": "sk-should-not-matter"})
        process.terminate()
        _, said = process.communicate(timeout=30)
    lines = [json.loads(line) for line in said.splitlines()]
    (failure,) = [line for line in lines if line["logger"] == "tokenwire.chat"]
    assert failure["code"] == "upstream_not_found"
    assert failure["request_id"].startswith("req-")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["serve", "--port", "many"], "PORT must be a whole number from 0 to 65535, but is 'many'"),
        (["serve", "--delay-ms", "-1"], "FAKE_DELAY_MS must be a number from 0 to 8.64e+07, but is '-1'"),
        (["serve", "--host", "256.0.0.1"], "can't listen on 256.0.0.1"),
    ],
)
def test_a_bad_setting_is_named_and_ends_with_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert complaint in capsys.readouterr().err


def test_operations_that_cannot_be_imported_end_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPERATIONS", "nowhere.at_all")
    assert main(["serve", "--port", "0"]) == 2
    assert "OPERATIONS names nowhere.at_all, which can't be imported" in capsys.readouterr().err


def test_what_lasts_as_long_as_the_process_is_never_looked_through_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATIONS", "nowhere")
    assert main(["serve"]) == 2
    assert gc.get_freeze_count() > 1000
    assert gc.isenabled()


def test_a_taken_port_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as listener:
        assert main(["serve", "--port", str(listener.getsockname()[1])]) == 2
    assert "can't listen on" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["dance"], ["serve", "--loud"], ["serve", "now"]])
def test_what_is_not_a_command_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    assert "usage: tokenwire" in capsys.readouterr().err


def test_model_serves_the_fake_alone() -> None:
    command = [sys.executable, "-m", "service", "model", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http://"))
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        connection.request("GET", "/v1/models")
        assert json.load(connection.getresponse())["object"] == "list"
        connection.close()
        process.terminate()
    assert process.returncode == 0


def test_the_commands_of_model_are_its_own_with_their_options_and_what_stands_behind_the_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"scenarios": [{"name": "a", "say": "A."}]}')
    assert main(["model", "check", "--strict", str(file)]) == 0
    assert capsys.readouterr().out == "nothing is wrong\n"
    failing = [sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", "--help"]
    assert main(["model", "torture", "--faults", "html", "--", *failing]) == 1
    assert "exit 1: --help" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "torture", "record", "replay"])
def test_a_wrong_option_of_a_models_command_is_named_by_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["model", command, "--loud"])
    assert leaving.value.code == 2
    assert f"tokenwire model {command}: error: " in capsys.readouterr().err


def test_lambda_runs_a_function_and_leaves_its_options_to_the_platform() -> None:
    runtime = str(Path(__file__).parent / "fakes" / "platform" / "runtimes" / "puppet.py")
    arguments = ["puppet", "--port", "0", "--name", "writer", "--", sys.executable, "-S", runtime]
    with subprocess.Popen(
        [sys.executable, "-m", "service", "lambda", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split() + process.stdout.readline().split()
        url = next(word for word in words if word.endswith("/functions/writer/invocations"))
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        connection.request("POST", urlsplit(url).path, '[["answer", "1"]]')
        assert connection.getresponse().read() == b"1"
        connection.close()
        process.terminate()
        process.communicate()
    assert process.returncode == 0


def test_a_wrong_option_of_lambda_is_named_by_the_platform(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["lambda", "app.handler", "--loud"])
    assert leaving.value.code == 2
    assert "tokenwire lambda: error: unrecognized arguments: --loud" in capsys.readouterr().err
