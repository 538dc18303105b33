import json
import logging
from collections.abc import Iterator

import pytest

from service.log import JSONFormatter, Redaction, configure

SECRET = "correct-horse-battery"


def line(
    message: str = "hello", secrets: tuple[str, ...] = (), error: Exception | None = None, **extra: object
) -> dict[str, object]:
    record = logging.LogRecord("tokenwire.chat", logging.WARNING, __file__, 1, message, None, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    vars(record).update(extra)
    text = JSONFormatter(Redaction(secrets)).format(record)
    assert "\n" not in text
    document: dict[str, object] = json.loads(text)
    return document


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """Give back the root logger as it was."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_bad_who_and_what() -> None:
    said = line()
    assert str(said.pop("time")).endswith("+00:00")
    assert said == {"level": "warning", "logger": "tokenwire.chat", "message": "hello"}


def test_what_is_given_besides_is_part_of_the_line() -> None:
    said = line(request_id="req-1", status=200, seconds=0.5, nothing=None, yes=True)
    assert (said["request_id"], said["status"], said["seconds"], said["nothing"], said["yes"]) == (
        "req-1",
        200,
        0.5,
        None,
        True,
    )


def test_objects_that_libraries_leave_in_records_stay_out() -> None:
    assert "theirs" not in line(theirs=object())


@pytest.mark.parametrize(
    "key",
    [
        "sk-abcdefghijkl",
        "sk-proj-abc_DEF-123",
        "sk-ant-api03-xyz",
        "sk-***cdef",
        "gsk_abcdefgh",
        "xai-abcdefgh",
        "AIzaSyA1234567890",
        "AKIAIOSFODNN7EXAMPLE",
        "Bearer abc.def-ghi",
        "bearer abcdefgh",
        SECRET,
    ],
)
def test_a_key_is_redacted_wherever_it_stands(key: str) -> None:
    error = ValueError(f"provider said {key}")
    said = line(f"message with {key}, and more", (SECRET,), error, detail=f"({key})")
    assert key not in json.dumps(said)
    assert said["message"] == "message with [redacted], and more"
    assert said["detail"] == "([redacted])"
    assert "ValueError: provider said [redacted]" in str(said["traceback"])


@pytest.mark.parametrize("words", ["task-management", "ask-me", "a risk_of rain", "risk-averse", "basic income"])
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert line(words)["message"] == words


def test_a_short_value_is_nobodys_key() -> None:
    assert line("a to z", ("to",))["message"] == "a to z"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert line("abcdefgh-ijkl", ("abcdefgh", "abcdefgh-ijkl"))["message"] == "[redacted]"


@pytest.mark.parametrize(
    ("level", "ours", "theirs"),
    [
        ("info", logging.INFO, logging.WARNING),
        ("debug", logging.DEBUG, logging.DEBUG),
        ("error", logging.ERROR, logging.WARNING),
    ],
)
def test_libraries_are_heard_only_when_debugging(
    level: str, ours: int, theirs: int, root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level, (SECRET,))
    assert (root.level, logging.getLogger("httpx").level) == (ours, theirs)
    logging.getLogger("tokenwire.x").error("with %s", SECRET)
    assert json.loads(capsys.readouterr().err)["message"] == "with [redacted]"
