import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType

import pytest

from service.log import JSONFormatter, Redaction, configure

pytestmark = pytest.mark.usefixtures("logging_as_it_was")

CHATTY = ("httpx", "httpcore", "openai", "asyncio", "LiteLLM", "uvicorn")


def line(message: str = "hello", *args: object, **extra: object) -> dict[str, object]:
    """Return the fields of a formatted record."""
    record = logging.makeLogRecord(
        {"name": "tokenwire.test", "levelno": logging.INFO, "levelname": "INFO", "msg": message, "args": args, **extra}
    )
    return fields(JSONFormatter(Redaction(["my-own-secret"])).format(record))


def fields(text: str) -> dict[str, object]:
    assert "\n" not in text
    document: dict[str, object] = json.loads(text)
    return document


def raised(message: str) -> tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]:
    """Return what a log call sees of an exception that is being handled."""

    def fail() -> None:
        raise ValueError(message)

    try:
        fail()
    except ValueError:
        return sys.exc_info()
    raise AssertionError("nothing was raised")


# A line's shape.


def test_a_line_says_when_how_bad_who_and_what() -> None:
    moment = datetime(2026, 11, 22, 23, 59, 58, 987_654, UTC).timestamp()
    assert line("%s, %d times", "hello", 2, levelname="WARNING", created=moment) == {
        "time": "2026-11-22T23:59:58.987+00:00",
        "level": "warning",
        "logger": "tokenwire.test",
        "message": "hello, 2 times",
    }


EXTRAS: dict[str, object] = {"text": "é", "count": 2, "ratio": 0.5, "yes": True, "nothing": None, "empty": ""}


@pytest.mark.parametrize(("name", "value"), EXTRAS.items())
def test_an_extra_is_a_field(name: str, value: object) -> None:
    said = line("hello", **{name: value})[name]
    assert (said, type(said)) == (value, type(value))


@pytest.mark.parametrize(("value", "said"), [(float("nan"), "nan"), (float("inf"), "inf"), (-float("inf"), "-inf")])
def test_a_number_that_json_has_no_word_for_is_a_text(value: float, said: str) -> None:
    assert line(seconds=value)["seconds"] == said


@pytest.mark.parametrize("name", ["time", "level", "logger"])
def test_an_extra_does_not_take_the_place_of_what_we_say(name: str) -> None:
    assert line(**{name: "theirs"})[name] != "theirs"


@pytest.mark.parametrize(
    "value", [object(), ["a"], {"a": 1}, ("a",), b"a", ValueError("a")], ids=lambda value: type(value).__name__
)
def test_a_foreign_object_in_a_record_is_dropped(value: object) -> None:
    assert line(foreign=value).keys() == {"time", "level", "logger", "message"}


@pytest.mark.parametrize(
    "name", ["taskName", "color_message", "asctime", "funcName", "lineno", "process", "stack_info"]
)
def test_what_every_record_has_is_no_extra(name: str) -> None:
    assert name not in line(**{name: "x"})


@pytest.mark.parametrize("text", ["a\nb\r\n", "\u2028\x85", "\0\x1b[31m", '"\\', "é😀", "\ud83d"], ids=ascii)
def test_any_text_stays_on_its_line(text: str) -> None:
    written = JSONFormatter(Redaction()).format(logging.makeLogRecord({"msg": text, "x": text}))
    assert written.isascii()
    assert written.isprintable()
    read = fields(written)
    assert (read["message"], read["x"]) == (text, text)


def test_an_exception_brings_its_traceback() -> None:
    traceback = line(exc_info=raised("what happened"))["traceback"]
    assert isinstance(traceback, str)
    assert traceback.startswith("Traceback (most recent call last):\n")
    assert traceback.endswith("\nValueError: what happened")


# Redaction.

KEYS = {
    "OpenAI": "sk-abcdEFGH1234",
    "OpenAI, project": "sk-proj-abcd_EFGH-1234",
    "OpenAI, as OpenAI masks it": "sk-abcd****1234",
    "OpenAI, masked but for its end": "sk-***cdef",
    "Anthropic": "sk-ant-api03-abcd_EFGH-1234",
    "Stripe": "sk_live_abcdEFGH1234",
    "Groq": "gsk_abcdEFGH1234",
    "xAI": "xai-abcdEFGH1234",
    "Perplexity": "pplx-abcdEFGH1234",
    "Hugging Face": "hf_abcdEFGH1234",
    "Replicate": "r8_abcdEFGH1234",
    "Google": "AIzaSyA-abcd_EFGH1234",
    "AWS": "AKIAIOSFODNN7EXAMPLE",
    "AWS, temporary": "ASIAIOSFODNN7EXAMPLE",
    "bearer": "Bearer abc.def-ghi_jkl~mno+/=",
    "bearer in lower case": "bearer abcdefgh",
    "basic": "Basic dXNlcjpwYXNzd29yZA==",
    "ours": "my-own-secret",
}
HARMLESS = [
    "task-management",
    "ask-me",
    "a risk_of rain",
    "basic income",
    "task-force",
    "risk-averse-plan",
    "ask_everyone",
    "desk-1234",
    "sk-ab",
    "AIza",
    "XAKIAIOSFODNN7EXAMPLE",
    "bearer",
    "my-own",
    "hello",
]

every_key = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)


@every_key
def test_a_key_is_redacted_and_nothing_around_it(key: str) -> None:
    redact = Redaction(["my-own-secret"])
    for before, after in (("", ""), ("a ", " b"), ("(", ")"), ('"', '"'), ("key=", ",")):
        assert redact(f"{before}{key}{after}") == f"{before}[redacted]{after}"


@every_key
def test_a_key_is_redacted_wherever_it_stands_in_a_line(key: str) -> None:
    read = line("asked with %s", key, detail=f"refused {key}", exc_info=raised(f"refused {key} there"))
    assert read["message"] == "asked with [redacted]"
    assert read["detail"] == "refused [redacted]"
    assert str(read["traceback"]).endswith("ValueError: refused [redacted] there")
    assert key not in json.dumps(read)


def test_all_keys_in_a_text_are_redacted() -> None:
    text = Redaction(["my-own-secret"])(" | ".join(KEYS.values()))
    assert text == " | ".join(["[redacted]"] * len(KEYS))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_without_keys_stays_as_it_is(text: str) -> None:
    assert Redaction(["my-own-secret"])(text) == text


def test_a_secret_that_holds_another_is_redacted_whole() -> None:
    assert Redaction(["secret", "secret-longer"])("secret-longer, secret") == "[redacted], [redacted]"


def test_a_secret_is_a_text_and_no_pattern() -> None:
    assert Redaction(["a.c+(x)"])("a.c+(x) abc+(x)") == "[redacted] abc+(x)"


def test_too_short_a_secret_is_no_secret() -> None:
    assert Redaction(["", "hello", "worlds"])("hello worlds") == "hello [redacted]"


# The process's logging.


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_lines_go_to_standard_error_from_the_level_on(
    level: str, seen: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level, ())
    logger = logging.getLogger("tokenwire.test")
    for name in ("debug", "info", "warning", "error"):
        logger.log(logging.getLevelNamesMapping()[name.upper()], "hello")
    out, err = capsys.readouterr()
    assert out == ""
    assert [fields(text)["level"] for text in err.splitlines()] == seen


def test_configuring_again_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", ())
    configure("info", ["my-own-secret"])
    logging.getLogger("tokenwire.test").info("my-own-secret")
    (text,) = capsys.readouterr().err.splitlines()
    assert fields(text)["message"] == "[redacted]"


@pytest.mark.parametrize("name", CHATTY)
@pytest.mark.parametrize(("level", "seen"), [("debug", 2), ("info", 1), ("warning", 1), ("error", 0)])
def test_libraries_only_warn_unless_we_debug(
    name: str, level: str, seen: int, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level, ())
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("a warning")
    assert len(capsys.readouterr().err.splitlines()) == seen
