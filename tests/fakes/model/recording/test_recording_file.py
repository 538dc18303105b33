import json
import os
import stat
from pathlib import Path

import pytest

from fakes.model.recording import RecordingError, Recordings, Volatile, recording_file
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedExchange
from fakes.model.redaction import Redaction
from fakes.model.request import Request
from tests.fakes.model.test_real_keys import NAMELESS, REAL

KEY = REAL["groq"]
SECRET = NAMELESS["mistral"]


def exchange(
    *frames: bytes, body: bytes = b'{"model": "m"}', headers: tuple[tuple[str, str], ...] = ()
) -> RecordedExchange:
    return RecordedExchange(
        Asked.of(Request("POST", "/v1/x", (), body), Volatile()), RecordedAnswer(200, headers, frames)
    )


def test_a_file_is_named_after_what_was_asked(tmp_path: Path) -> None:
    asked = exchange().asked

    assert recording_file.path_of(tmp_path, asked) == tmp_path / f"v1-x-m-{asked.digest[:16]}.json"


def test_what_is_written_is_read_back_and_only_the_owner_can(tmp_path: Path) -> None:
    exchanges = (exchange(b"one", "é".encode(), b"\xff"), exchange(b"two", body=b'["\\ud800"]'))
    file = tmp_path / "a" / "b" / "x.json"
    was = os.umask(0)
    try:
        recording_file.write(file, exchanges, Redaction())
        recording_file.write(file, exchanges, Redaction())
    finally:
        os.umask(was)

    assert recording_file.read(file) == exchanges
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["x.json"]


def test_a_draft_that_was_left_behind_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / ".x.json.draft").symlink_to(elsewhere)

    recording_file.write(tmp_path / "x.json", [exchange()], Redaction())

    assert elsewhere.read_text() == "mine"


WITH_KEY = {
    "in a header": exchange(headers=(("x-a", KEY),)),
    "in a frame": exchange(KEY.encode()),
    "across frames": exchange(KEY[:9].encode(), KEY[9:].encode()),
    "in bytes": exchange(b"\xff" + KEY.encode()),
    "known": exchange(SECRET.encode()),
}


@pytest.mark.parametrize("holding", WITH_KEY.values(), ids=WITH_KEY)
def test_a_recording_in_which_a_key_survives_is_not_written(tmp_path: Path, holding: RecordedExchange) -> None:
    with pytest.raises(RecordingError, match=r"not written: what looks like a key \((groq|secret)\) would be in it"):
        recording_file.write(tmp_path / "new" / "x.json", [exchange(), holding], Redaction((SECRET,)))

    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    recording_file.write(file, [exchange(b"old")], Redaction())
    with pytest.raises(RecordingError):
        recording_file.write(file, [exchange(KEY.encode())], Redaction())

    assert recording_file.read(file) == (exchange(b"old"),)


BY_HAND = {"expect": {"method": "GET", "path": "/"}, "respond": {"status": 200, "headers": [], "frames": []}}
WRONG = {
    "no JSON": ("{", "it is not JSON: "),
    "too deep": ("[" * 100_000, "it is not JSON: "),
    "a script": ('{"exchanges": []}', "'recorded' is required."),
    "another version": ('{"recorded": {"version": 2}, "exchanges": []}', "'recorded.version' is 2"),
    "a wrong exchange": ('{"recorded": {"version": 1}, "exchanges": [{}]}', "'exchanges[0].expect' is required."),
    "a key": (
        json.dumps({"recorded": {"version": 1, "by": KEY}, "exchanges": []}),
        "it holds what looks like a key (groq); record it again",
    ),
}


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG)
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(RecordingError) as refused:
        Recordings.load(tmp_path)

    assert str(refused.value).startswith(f"{tmp_path / 'x.json'}: {complaint}")


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()

    with pytest.raises(RecordingError, match=r"x\.json: Is a directory"):
        Recordings.load(tmp_path)


def test_a_folder_that_is_missing_is_refused() -> None:
    with pytest.raises(RecordingError, match="nowhere: there is no such folder"):
        Recordings.load("nowhere")


def test_a_recording_may_be_written_by_hand_and_other_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"recorded": {"version": 1}, "exchanges": [BY_HAND]}))
    for other in ("README.md", ".x.json.draft", ".hidden.json"):
        (tmp_path / other).write_text("{")

    assert [recording.name for recording in Recordings.load(tmp_path)] == ["x.json"]
