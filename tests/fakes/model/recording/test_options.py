import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.model.recording import RecordingError, Volatile, options
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedAnswer
from fakes.model.recording.redaction import Redaction
from fakes.model.recording.tapes import Tapes
from fakes.model.request import Request


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    options.add_arguments(parser)
    return parser.parse_args(words)


def test_nothing_is_recorded_or_replayed_unless_it_is_asked_for() -> None:
    assert options.recording_server(parsed()) is None
    assert options.recordings(parsed()) is None


RECORD = ("--record", "new", "--upstream", "https://api.openai.com", "--allow-host", "api.openai.com")


def test_a_recording_has_upstreams_by_prefix() -> None:
    words = ("--upstream", "/anthropic=https://api.anthropic.com", "--allow-host", "api.anthropic.com")
    server = options.recording_server(parsed(*RECORD, *words))

    assert server is not None
    places = (server._upstreams.locate(target) for target in ("/v1/x", "/anthropic/v1/x"))
    assert [place and (place[0].url, place[1]) for place in places] == [
        ("https://api.openai.com", "/v1/x"),
        ("https://api.anthropic.com", "/v1/x"),
    ]


REFUSED = {
    "no allowed host": (RECORD[:4], "--record asks a real server, with a real key; name its host with --allow-host"),
    "no upstream": (("--record", "new", "--allow-host", "x"), "there is no upstream to record"),
    "another host": ((*RECORD[:5], "x"), "'api.openai.com' is not an allowed host"),
    "only an upstream": (RECORD[2:4], "--upstream, --allow-host and --record-once go with --record"),
    "only a host": (RECORD[4:], "--upstream, --allow-host and --record-once go with --record"),
    "only once": (("--record-once",), "--upstream, --allow-host and --record-once go with --record"),
    "both": ((*RECORD, "--replay", "old"), "--record asks real servers and --replay never does"),
    "a volatile place": ((*RECORD, "--volatile", "x"), "'x' is no place in a body"),
}


@pytest.mark.parametrize(("words", "reason"), REFUSED.values(), ids=REFUSED)
def test_recording_is_refused_without_everything_it_needs(words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        options.recording_server(parsed(*words))


def test_what_is_volatile_is_told_to_a_replay_too(tmp_path: Path) -> None:
    asked = Asked.of(Request("POST", "/", (), b'{"t": "at 12", "id": 1}'), Volatile())
    Tapes(tmp_path).keep(asked, 1, RecordedAnswer(200, (), ()), Redaction())

    found = options.recordings(parsed("--replay", str(tmp_path), "--volatile", "$.id", "--volatile-text", r"\d+"))

    assert found is not None
    assert found.find(found.asked(Request("POST", "/", (), b'{"t": "at 13", "id": 2}')))
    with pytest.raises(RecordingError, match="there is no such folder"):
        options.recordings(parsed("--replay", "nowhere"))


@pytest.mark.parametrize("speed", ["-1", "inf", "nan"])
def test_a_speed_that_is_none_is_refused(speed: str) -> None:
    with pytest.raises(ValueError, match="--replay-speed is"):
        options.recordings(parsed("--replay-speed", speed))


def test_a_replayer_gets_the_speed_and_whether_to_begin_again(tmp_path: Path) -> None:
    arguments = parsed("--replay", str(tmp_path), "--replay-speed", "0.5", "--replay-repeat")

    assert (arguments.replay_speed, arguments.replay_repeat) == (0.5, True)


def test_no_client_is_imported_before_one_is_needed() -> None:
    program = "import sys, fakes.model.recording.options; print('httpx' in sys.modules, 'anyio' in sys.modules)"

    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "False False\n"
