import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.model.recording import RecordingServer, record_command


def server(*words: str) -> RecordingServer:
    return record_command.recording_server(parsed(*words))


def parsed(*words: str) -> argparse.Namespace:
    return record_command._parser("record").parse_args(words)


def places(*words: str, asked: tuple[str, ...]) -> list[tuple[str, str] | None]:
    found = (server(*words)._upstreams.locate(target) for target in asked)
    return [place and (place[0].url, place[1]) for place in found]


TO = ("--to", "new")
OPENAI, ANTHROPIC = ("--upstream", "https://api.openai.com"), ("--upstream", "/a=https://api.anthropic.com/base")
BOTH = ("--upstream-host", "api.openai.com", "api.anthropic.com")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("api.openai.com", "https://api.openai.com"),
        ("api.openai.com:8443", "https://api.openai.com:8443"),
        ("127.0.0.1:9", "http://127.0.0.1:9"),
        ("[::1]:9", "http://[::1]:9"),
        ("localhost", "http://localhost"),
    ],
)
def test_the_only_host_is_the_upstream_and_keys_go_in_the_clear_only_to_this_machine(host: str, url: str) -> None:
    assert places(*TO, "--upstream-host", host, asked=("/v1/x",)) == [(url, "/v1/x")]


def test_several_upstreams_have_the_paths_that_begin_with_their_prefix() -> None:
    words = (*TO, *BOTH, *OPENAI, *ANTHROPIC)

    assert places(*words, asked=("/v1/x", "/a/v1/x")) == [
        ("https://api.openai.com", "/v1/x"),
        ("https://api.anthropic.com", "/base/v1/x"),
    ]
    assert places(*TO, *BOTH[:2], *ANTHROPIC[:1], "/o=https://api.openai.com", asked=("/v1/x",)) == [None]


REFUSED = {
    "no allowed host": ((*TO, *OPENAI), "a real server is asked, with a real key; name its host with --upstream-host"),
    "no upstream": ((*TO, *BOTH), "of several hosts, --upstream says which is asked for which paths"),
    "another host": ((*TO, "--upstream-host", "x", *OPENAI), "'api.openai.com' is not an allowed host"),
    "a pattern": ((*TO, "--upstream-host", "*.com"), "'*.com' is not a host, or a host and a port"),
    "a volatile place": ((*TO, *BOTH[:2], "--volatile", "x"), "'x' is no place in a body"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.values(), ids=REFUSED)
def test_recording_is_refused_without_everything_it_needs(
    words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        server(*words)
    with pytest.raises(SystemExit) as leaving:
        record_command.main(words)
    assert leaving.value.code == 2
    assert f"tokenwire model record: error: {reason}" in capsys.readouterr().err


def test_no_client_is_imported_before_one_is_needed() -> None:
    program = "import sys, fakes.model.recording.record_command; print({'httpx', 'anyio'} & set(sys.modules))"

    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "set()\n"


def test_what_is_recorded_with_once_needs_no_second_asking(tmp_path: Path) -> None:
    arguments = parsed("--to", str(tmp_path), "--upstream-host", "localhost:9", "--once")

    assert (arguments.once, arguments.to, arguments.port) == (True, tmp_path, 9100)
