import re

import pytest

from fakes.platform import log
from fakes.platform.log import Log, timestamp


def test_what_is_printed_is_passed_on_unchanged_and_remembered_in_lines() -> None:
    printed: list[bytes] = []
    log = Log(printed.append)
    for data in (b"a", b"b\nc\xff", b"\n", b"d"):
        log.output(data)
    assert log.lines == ["ab", "c\ufffd"]
    assert log.line("own") == b"own\n"
    assert log.lines == ["ab", "c\ufffd", "d", "own"]
    assert b"".join(printed) == b"ab\nc\xff\nd\nown\n"


def test_a_log_remembers_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LONGEST_OPEN", 10)
    quiet = Log()
    for _ in range(log.KEPT_LINES + 5):
        quiet.line("x")
    quiet.output(b"y" * 1000)
    quiet.output(b"\n")
    assert len(quiet.lines) == log.KEPT_LINES
    assert quiet.lines[-1] == "y" * 10


def test_a_time_is_lambda_s() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", timestamp())
