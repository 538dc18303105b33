"""The whole command, with real programs."""

import json
import signal
import sys
import time
from pathlib import Path

import pytest

from fakes.model.torture.command import main
from tests.fakes.model.torture.clients import written


@pytest.fixture(autouse=True)
def not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs are no code of ours, and OpenAI's client is slow to import under coverage."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


PATIENT = ("--timeout", "90", "--cancel-within", "20")
"""For clients that take their time on a busy machine."""


def _tortured(capsys: pytest.CaptureFixture[str], program: Path, *options: str) -> tuple[int, dict[str, str]]:
    code = main([*options, "--json", "--", sys.executable, str(program)])
    cells = json.loads(capsys.readouterr().out)["cells"]
    return code, {cell["fault"]: f"{cell['verdict']} {cell['finding']}" for cell in cells}


def test_a_good_client_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = "end@event=5,status=429;retry-after=1,cancel,fuzz=transport;seed=1"
    assert _tortured(capsys, written(tmp_path, "good"), *PATIENT, "--faults", faults) == (
        0,
        {
            "healthy": "pass whole",
            "end@event=5": "pass noticed",
            "status=429;retry-after=1": "pass retried",
            "cancel": "pass prompt",
            "fuzz=transport;seed=1": "pass whole",
        },
    )


def test_a_client_that_swallows_errors_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _tortured(
        capsys, written(tmp_path, "swallowing"), *PATIENT, "--faults", "reset@event=5", "--faults", "status=503"
    ) == (
        1,
        {"healthy": "pass whole", "reset@event=5": "fail truncated silently", "status=503": "fail swallowed"},
    )


def test_a_client_that_starts_over_in_the_middle_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _tortured(capsys, written(tmp_path, "repeating"), *PATIENT, "--faults", "drop@event=5") == (
        1,
        {"healthy": "pass whole", "drop@event=5": "fail duplicate"},
    )


def test_a_client_of_a_command_in_the_background_hears_interrupts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        found = _tortured(capsys, written(tmp_path, "good"), *PATIENT, "--faults", "cancel")
    finally:
        signal.signal(signal.SIGINT, before)

    assert found == (0, {"healthy": "pass whole", "cancel": "pass prompt"})


def test_without_json_a_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--faults", "html", "--", sys.executable, "-c", "import sys; sys.exit('no')"]) == 1
    assert capsys.readouterr().out == (
        "scenario  fault    verdict  finding    detail\n"
        "text      healthy  FAIL     failed     0 requests, exit 1: no\n"
        "text      html     skipped  not tried  the healthy run failed\n"
        "\n"
        "healthy: 0 of 1\n"
        "no duplicate: 1 of 1\n"
        "1 failed of 2\n"
    ).replace("failed     0", "never asked  0").replace("finding    ", "finding      ").replace(
        "not tried  ", "not tried    "
    )


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "say which command"),
        (["--faults", "flood", "--", "true"], "flood"),
        (["--scenario", "nowhere.yaml", "--", "true"], "'nowhere.yaml' is no file"),
        (["--faults", "end", "--", "/nowhere/at/all"], "/nowhere/at/all"),
    ],
    ids=["no command", "no fault", "no scenario", "no program"],
)
def test_what_cannot_be_tried_ends_with_its_reason(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err


def test_the_command_is_told_the_address_and_loses_what_leads_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-real")
    heard = tmp_path / "heard"
    program = (
        "import os, sys, pathlib; "
        f"pathlib.Path({str(heard)!r}).write_text(sys.argv[1] + ' ' + os.environ.get('OPENAI_ORG_ID', 'none'))"
    )
    main(["--faults", "cancel", "--dialect", "groq", sys.executable, "-c", program, "{base_url}"])
    assert heard.read_text().partition("/_session/")[2] == "torture-1/groq none"


def test_what_a_command_leaves_behind_is_ended(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    program = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, file=sys.stderr); sys.exit(1)"
    main(["--faults", "cancel", "--json", "--", sys.executable, "-c", program])
    (how,) = {cell["ending"] for cell in json.loads(capsys.readouterr().out)["cells"][:1]}
    stat = Path(f"/proc/{how.removeprefix('exit 1: ')}/stat")
    # A signal is sent at once, and dying takes its time.
    patience = time.monotonic() + 10
    while stat.exists() and stat.read_text().split()[2] not in {"Z", "X"} and time.monotonic() < patience:
        time.sleep(0.01)
    assert not stat.exists() or stat.read_text().split()[2] in {"Z", "X"}
