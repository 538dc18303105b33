import json
import re
import shlex
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
    (["--virtual-time", "maybe"], "invalid choice: 'maybe'"),
    (["--clock", "sundial"], "invalid choice: 'sundial'"),
    (["--delay-ms", "1", "--tokens-per-second", "1"], "not allowed with argument"),
    (["--tokens-per-second", "0"], "tokens_per_second is 0.0, and must be a finite number above 0"),
    (["--jitter", "2"], "jitter is 2.0, and must be a number from 0 to 1"),
    (["--chaos", "reset"], "'--chaos' holds 'reset', which needs a rate"),
    (["--scenarios", "nowhere"], "nowhere: there is no such file or folder"),
    (["--tokenizer", "abacus"], "'abacus' is no tokenizer; there are: pieces, cl100k_base"),
    (["--context-window", "0"], "--context-window is 0, and must be from 1 to"),
    (["serve"], "unrecognized arguments: serve"),
    (["check"], "the following arguments are required: PATH"),
    (["check", "--loud", "x"], "unrecognized arguments: --loud"),
    (["torture"], "say which command is to be run: -- CMD ARGS"),
    (["record", "--to", "new"], "a real server is asked, with a real key; name its host with --upstream-host"),
    (["replay", "nowhere"], "nowhere: there is no such folder"),
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


def test_the_fake_imports_nothing_heavy() -> None:
    heavy = ("service", "pydantic", "litellm", "fastapi", "starlette", "uvicorn", "httpx", "openai", "anyio", "uvloop")
    program = "import sys, fakes.model, json; print(json.dumps(sorted(sys.modules)))"

    modules = json.loads(subprocess.check_output([sys.executable, "-c", program], text=True))

    assert not {module.partition(".")[0] for module in modules} & set(heavy)


HEAVY = {
    "anyio",
    "fastapi",
    "httpcore",
    "httpx",
    "jinja2",
    "jsonpath_rfc9535",
    "litellm",
    "openai",
    "pydantic",
    "requests",
    "service",
    "starlette",
    "tiktoken",
    "uvicorn",
    "watchfiles",
    "yaml",
}
TELLING = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from fakes.model.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_whoever_only_serves_waits_for_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"scenarios": [{"name": "a", "say": "A."}]}')
    command = [sys.executable, "-c", TELLING, "--port", "0", "--scenarios", str(tmp_path / "a.json"), "--first-ms", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[3]
        assert chat(url)["choices"] == [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "A.", "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ]
        ask(f"{url.removesuffix('/v1')}/_fake/journal")
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=PATIENCE)

    modules = json.loads(told.splitlines()[-1])
    assert not {module.partition(".")[0] for module in modules} & HEAVY
    assert not [module for module in modules if module.startswith(("fakes.model.recording", "fakes.model.torture"))]


def ask(url: str, body: object = None, method: str | None = None) -> Any:  # noqa: ANN401 - JSON
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - our own server
        return json.load(response)


def chat(url: str, question: str = "x", **fields: object) -> Any:  # noqa: ANN401 - JSON
    body = {"model": "demo", "messages": [{"role": "user", "content": question}], **fields}
    return ask(f"{url}/chat/completions", body)


def said(url: str, question: str = "x") -> str:
    text: str = chat(url, question)["choices"][0]["message"]["content"]
    return text


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE)
    return process.returncode, told


QUICK = ("--first-ms", "0", "--delay-ms", "0")
USER = {"name": "user", "match": {"user": "x"}, "say": "X."}
NEVER = {"name": "never", "match": {"user": "y"}, "say": "Y."}


def scenarios(file: Path, *items: object) -> str:
    file.write_text(json.dumps({"scenarios": items}))
    return str(file)


ENDS: dict[str, tuple[list[object], list[str], list[str], int, list[str]]] = {
    "all is well": ([USER], ["x"], ["--fail-on-unused"], 0, ["1 of 1 scenarios spoke, 0 requests were unmatched"]),
    "unused, and told only": (
        [USER, NEVER],
        ["x"],
        [],
        0,
        ["1 of 2 scenarios spoke, 0 requests were unmatched", "unused: 'never' (FILE)"],
    ),
    "unused": (
        [USER, NEVER],
        ["x"],
        ["--fail-on-unused"],
        1,
        ["1 of 2 scenarios spoke, 0 requests were unmatched", "unused: 'never' (FILE)"],
    ),
    "shadowed": (
        [USER, {**USER, "name": "below"}],
        ["x"],
        ["--fail-on-unused"],
        1,
        ["1 of 2 scenarios spoke, 0 requests were unmatched", "unused: 'below' (FILE) (shadowed)"],
    ),
    "unmatched": (
        [USER],
        ["x", "z"],
        ["--fail-on-unused"],
        1,
        [
            "1 of 1 scenarios spoke, 1 requests were unmatched",
            "unmatched: POST /v1/chat/completions, model demo, user 'z'",
        ],
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_became_of_the_scenarios_is_told_at_the_end(end: str, tmp_path: Path) -> None:
    items, questions, options, code, lines = ENDS[end]
    file = scenarios(tmp_path / "a.json", *items)
    with running("--scenarios", file, *options, *QUICK) as (process, line):
        for question in questions:
            said(line.split()[3], question)

        assert ended(process) == (code, "".join(f"{text.replace('FILE', file)}\n" for text in lines))


def test_scenarios_are_read_again_and_a_broken_edit_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    scenarios(file, USER)
    with running("--scenarios", str(file), *QUICK) as (process, line):
        url = line.split()[3]
        assert said(url) == "X."
        file.write_text("{")
        assert [said(url), said(url)] == ["X.", "X."]
        scenarios(file, {**USER, "say": "Changed."})
        assert said(url) == "Changed."
        code, told = ended(process)

    broken, *rest = told.splitlines()
    assert (code, len(rest)) == (0, 1)
    assert broken.startswith(f"fake model: the scenarios stay as they were: {file}: is not JSON")


def test_several_scenarios_and_scripts_are_played_together(tmp_path: Path) -> None:
    for folder in ("scripts", "more"):
        (tmp_path / folder).mkdir()
    scenarios(tmp_path / "more" / "b.json", NEVER)
    scripts = written(tmp_path / "scripts", {"it": [exchange("x")]})
    files = ("--scenarios", scenarios(tmp_path / "a.json", USER), "--scenarios", str(tmp_path / "more"))
    with running(*files, "--scripts", str(scripts), *QUICK) as (_, line):
        url = line.split()[3]
        assert [said(url, "x"), said(url, "y")] == ["X.", "Y."]
        assert ask(f"{url.removesuffix('/v1')}/_fake/ready")["scripts"] == 1


def test_strict_refuses_what_no_scenario_matches(tmp_path: Path) -> None:
    with running("--strict", "--scenarios", scenarios(tmp_path / "a.json", USER)) as (process, line):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            said(line.split()[3], "z")
        code, told = ended(process)

    assert code == 0
    assert "failure: No scenario matches this request. The nearest of 1:" in told


def test_manual_time_stands_still_until_it_is_moved() -> None:
    with running("--virtual-time", "manual", "--first-ms", "60000") as (_, line):
        origin = line.split()[3].removesuffix("/v1")
        assert ask(f"{origin}/_fake/time") == {"virtual": True, "now": 0.0}
        assert ask(f"{origin}/_fake/time", {"advance": 2}) == {"virtual": True, "now": 2.0}


def test_automatic_time_lets_no_wait_take_time() -> None:
    with running("--virtual-time", "--first-ms", "600000") as (_, line):
        url = line.split()[3]
        chat(url, "x")
        assert ask(f"{url.removesuffix('/v1')}/_fake/time")["now"] >= 600


def test_chaos_strikes_and_a_window_is_a_limit() -> None:
    with running("--chaos", "status=503:1", *QUICK) as (_, line), pytest.raises(urllib.error.HTTPError, match="503"):
        chat(line.split()[3])
    with running("--context-window", "10", *QUICK) as (_, line), pytest.raises(urllib.error.HTTPError, match="400"):
        chat(line.split()[3], "many words " * 10)


def test_a_seed_makes_other_words_and_a_clock_other_times() -> None:
    answers = []
    for options in ((), (), ("--seed", "other"), ("--clock", "real")):
        with running(*options, *QUICK) as (_, line):
            answers.append(chat(line.split()[3]))

    frozen, again, other, real = answers
    assert frozen == again
    assert frozen["id"] != other["id"]
    assert (frozen["created"], other["created"]) == (1_735_689_600, 1_735_689_600)
    assert real["created"] > 1_735_689_600


COMMANDS: tuple[list[str], ...] = ([], ["check"], ["torture"], ["record"], ["replay"])


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "serve")
def test_help_has_examples_by_the_name_that_was_typed(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        command_line.main([*command, "--help"], prog="tokenwire model")

    assert leaving.value.code == 0
    help_text = capsys.readouterr().out
    _, examples = help_text.split("examples:\n")
    assert 2 <= examples.count(" ".join(["tokenwire model", *command])) <= 4
    assert not command or " ".join(command) in command_line._COMMANDS


def test_the_other_commands_are_run_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["check", scenarios(tmp_path / "a.json", USER)]) == 0
    assert capsys.readouterr().out == "nothing is wrong\n"
    assert command_line.main(["check", scenarios(tmp_path / "a.json", USER, USER)]) == 1
    assert command_line.main(["torture", "--faults", "html", "--", sys.executable, "-c", "raise SystemExit(1)"]) == 1
