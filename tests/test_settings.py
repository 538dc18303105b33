import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from service import settings
from service.settings import Settings, SettingsError

_ROW = re.compile(r"(?P<variable>[A-Z][A-Z_]+) +(?P<default>\S+) +\S")
ROWS = {row["variable"]: row["default"] for row in map(_ROW.match, (settings.__doc__ or "").splitlines()) if row}
"""The table in the docstring: each variable and its default."""

FIELDS = set(Settings.__struct_fields__)
DERIVED = {"secrets", "keys"}
"""What is read from variables that belong to others."""

UNSET = {"(none)", "(OpenAI)"}
CONTRACTS = Path(__file__).parent.parent / "contracts" / "v1"


def parsed(variable: str, text: str) -> object:
    return getattr(Settings.from_env({variable: text}), variable.lower())


def refusal(variable: str, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({variable: text})
    return str(caught.value)


# The table.


def test_the_table_names_every_variable_that_is_read_and_no_other() -> None:
    assert {variable.lower() for variable in ROWS} == FIELDS - DERIVED


@pytest.mark.parametrize("variable", ROWS)
def test_a_variable_in_the_table_is_read(variable: str) -> None:
    # One of these is good for any variable, and nobody's default.
    for text in ("yes", "0.5", "7", "debug", "memory", "low", "redis://elsewhere", "litellm", "never", "on"):
        try:
            value = parsed(variable, text)
        except SettingsError:
            continue
        assert value != getattr(Settings(), variable.lower())
        return
    pytest.fail("no value was accepted")


@pytest.mark.parametrize(("variable", "default"), ROWS.items())
def test_the_table_tells_the_default(variable: str, default: str) -> None:
    value = getattr(Settings.from_env({}), variable.lower())
    if variable == "FAKE_SCRIPTS":
        assert (default, value) == ("contracts/v1", CONTRACTS)
    elif default in UNSET:
        assert not value
    else:
        assert value == parsed(variable, default)


def test_without_variables_everything_is_as_the_fields_say() -> None:
    assert Settings.from_env({}) == Settings()


# Values.

ON, OFF = ("1", "true", "TRUE", "Yes", "on"), ("0", "false", "No", "OFF")
GOOD: dict[str, list[tuple[str, object]]] = {
    "CHAT_MODEL": [("gpt-4o", "openai/gpt-4o"), ("anthropic/claude", "anthropic/claude")],
    "ALLOWED_MODELS": [
        ("gpt-4o", ("openai/gpt-4o",)),
        (" gpt-4o , ,anthropic/claude,", ("openai/gpt-4o", "anthropic/claude")),
        (",", ()),
    ],
    "TEMPERATURE": [("0", 0.0), ("2", 2.0), ("1.5", 1.5), ("2e-1", 0.2)],
    "MAX_OUTPUT_TOKENS": [("1", 1), ("100000", 100_000)],
    "REASONING_EFFORT": [("low", "low"), ("Medium", "medium"), ("HIGH", "high")],
    "SYSTEM_PROMPT": [("Be brief.\nBe kind.", "Be brief.\nBe kind.")],
    "OPENAI_API_KEY": [("sk-x", "sk-x")],
    "OPENAI_BASE_URL": [("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1")],
    "MAX_RETRIES": [("0", 0), ("10", 10)],
    "LANE": [("auto", "auto"), ("Lean", "lean"), ("litellm", "litellm")],
    "WARM_LITELLM": [("auto", "auto"), ("START", "start"), ("never", "never")],
    "FAKE_LLM": [*((text, True) for text in ON), *((text, False) for text in OFF)],
    "FAKE_FIRST_MS": [("0", 0.0), ("0.5", 0.5), ("86400000", 86_400_000.0)],
    "FAKE_DELAY_MS": [("0", 0.0), ("10", 10.0)],
    "FAKE_SCRIPTS": [("/scripts", Path("/scripts")), ("", None), (" ", None)],
    "FAKE_SCENARIOS": [
        ("a.yaml", (Path("a.yaml"),)),
        (os.pathsep.join((" a.yaml ", "", "/scenarios")), (Path("a.yaml"), Path("/scenarios"))),
        (os.pathsep, ()),
    ],
    "FAKE_SEED": [("other", "other"), ("two words", "two words")],
    "CORS_ALLOW_ORIGINS": [
        ("*", ("*",)),
        ("https://a.example, https://b.example", ("https://a.example", "https://b.example")),
    ],
    "OPERATIONS": [("shop.orders", ("shop.orders",)), ("orders, shop.refunds,", ("orders", "shop.refunds")), (",", ())],
    "TOOLS": [("shop.tools", ("shop.tools",)), ("orders, shop.tools,", ("orders", "shop.tools")), (",", ())],
    "TOOL_TIMEOUT": [("0.5", 0.5), ("600", 600.0)],
    "MAX_STEPS": [("1", 1), ("1000", 1000)],
    "HOST": [("localhost", "localhost"), ("::1", "::1")],
    "PORT": [("0", 0), ("65535", 65_535), ("0080", 80)],
    "LOG_LEVEL": [("debug", "debug"), ("INFO", "info"), ("Warning", "warning"), ("error", "error")],
    "MAX_BODY_BYTES": [("1", 1)],
    "BODY_TIMEOUT": [("5", 5.0)],
    "MAX_MESSAGES": [("1", 1)],
    "MAX_MESSAGE_CHARS": [("1", 1)],
    "FIRST_CHUNK_TIMEOUT": [("0.001", 0.001), ("86400", 86_400.0)],
    "IDLE_TIMEOUT": [("0.5", 0.5)],
    "REQUEST_TIMEOUT": [("900", 900.0)],
    "HEARTBEAT": [("0", 0.0), ("86400", 86_400.0)],
    "SHUTDOWN_GRACE": [("1", 1.0)],
    "INSPECTOR": [("auto", "auto"), ("ON", "on"), ("off", "off")],
    "CHAT_PAGE": [("auto", "auto"), ("On", "on"), ("off", "off")],
    "CHAT_PAGE_FOLDER": [("web/dist", Path("web/dist")), ("/app/page", Path("/app/page"))],
    "RESUME": [("off", "off"), ("memory", "memory"), ("Redis", "redis")],
    "REDIS_URL": [(url, url) for url in ("redis://:p@h:1/2", "rediss://h", "unix:///run/redis.sock")],
    "RESUME_GRACE": [("0", 0.0), ("10", 10.0)],
    "RESUME_MAX_BYTES": [("1", 1)],
}
"""What a variable may hold, and what is made of it."""


def whole(least: int, most: int | None = None) -> str:
    return f"must be a whole number from {least}" + ("" if most is None else f" to {most}")


NO_COUNT = ("-1", "1.5", "1e3", "one", "+1", "1_000", "0x10", "²", "٣")
NO_NUMBER = ("-0.1", "nan", "inf", "-inf", "one", "1,5", "1e99")
BAD: dict[str, tuple[Iterable[str], str]] = {
    "TEMPERATURE": ((*NO_NUMBER, "2.01"), "must be a number from 0 to 2"),
    "MAX_OUTPUT_TOKENS": ((*NO_COUNT, "0"), whole(1)),
    "REASONING_EFFORT": (("none", "1", "minimal", "max"), "must be one of low, medium, high"),
    "MAX_RETRIES": ((*NO_COUNT, "11"), whole(0, 10)),
    "LANE": (("fast", "0", "heavy"), "must be one of auto, lean, litellm"),
    "WARM_LITELLM": (("1", "off", "later"), "must be one of auto, start, never"),
    "FAKE_LLM": (("2", "maybe", "y", "truee"), "must be one of 1, true, yes, on, 0, false, no, off"),
    "FAKE_FIRST_MS": (NO_NUMBER, "must be a number from 0 to 8.64e+07"),
    "FAKE_DELAY_MS": (NO_NUMBER, "must be a number from 0 to 8.64e+07"),
    "OPERATIONS": (("shop orders", "./orders", "shop..orders", "1st"), "must be names of modules, comma-separated"),
    "HEARTBEAT": ((*NO_NUMBER, "86401"), "must be a number from 0 to 86400"),
    "TOOLS": (("shop tools", "./tools", "shop..tools", "1st"), "must be names of modules, comma-separated"),
    "PORT": ((*NO_COUNT, "65536", "http"), whole(0, 65_535)),
    "LOG_LEVEL": (("trace", "warn", "10"), "must be one of debug, info, warning, error"),
    "MAX_BODY_BYTES": ((*NO_COUNT, "0"), whole(1)),
    "MAX_MESSAGES": ((*NO_COUNT, "0"), whole(1)),
    "INSPECTOR": (("1", "0", "true"), "must be one of auto, on, off"),
    "CHAT_PAGE": (("1", "true", "web/dist"), "must be one of auto, on, off"),
    "RESUME": (("on", "1", "0", "true", "disk"), "must be one of off, memory, redis"),
    "REDIS_URL": (("localhost", "http://x", "x redis://"), "must begin with redis://, rediss:// or unix://"),
    "RESUME_GRACE": ((*NO_NUMBER, "86401"), "must be a number from 0 to 86400"),
    "RESUME_MAX_BYTES": ((*NO_COUNT, "0"), whole(1)),
    "MAX_MESSAGE_CHARS": ((*NO_COUNT, "0"), whole(1)),
    **dict.fromkeys(
        ("BODY_TIMEOUT", "FIRST_CHUNK_TIMEOUT", "IDLE_TIMEOUT", "REQUEST_TIMEOUT", "SHUTDOWN_GRACE", "TOOL_TIMEOUT"),
        ((*NO_NUMBER, "0", "86401"), "must be a number from 0.001 to 86400"),
    ),
}
"""What a variable may not hold, and what we say about it."""

good = [(variable, text, value) for variable, rows in GOOD.items() for text, value in rows]
bad = [(variable, text, complaint) for variable, (texts, complaint) in BAD.items() for text in texts]


def test_every_variable_is_in_these_tables() -> None:
    assert GOOD.keys() == ROWS.keys()
    assert BAD.keys() < ROWS.keys()


@pytest.mark.parametrize(("variable", "text", "value"), good)
def test_a_value_is_parsed(variable: str, text: str, value: object) -> None:
    assert parsed(variable, text) == value
    assert type(parsed(variable, text)) is type(value)


@pytest.mark.parametrize(("variable", "text", "value"), [row for row in good if row[1].strip()])
def test_blanks_around_a_value_do_not_count(variable: str, text: str, value: object) -> None:
    assert parsed(variable, f" {text}\n") == value


@pytest.mark.parametrize(("variable", "text", "complaint"), bad)
def test_an_error_names_the_variable_and_says_what_it_may_hold(variable: str, text: str, complaint: str) -> None:
    assert refusal(variable, text) == f"{variable} {complaint}, but is {text!r}"


@pytest.mark.parametrize("variable", sorted(ROWS.keys() - {"FAKE_SCRIPTS"}))
@pytest.mark.parametrize("text", ["", " \t\n"], ids=["empty", "blank"])
def test_a_variable_without_a_value_counts_as_unset(variable: str, text: str) -> None:
    assert Settings.from_env({variable: text}) == Settings()


def test_variables_of_others_are_left_alone() -> None:
    assert Settings.from_env({"PATH": "/bin", "chat_model": "x", "SECRETS": "x", "KEYS": "x"}) == Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        Settings().port = 1  # type: ignore[misc]  # the type says so too


# Secrets.

SECRET = {
    "OPENAI_API_KEY": "sk-openai",
    "ANTHROPIC_API_KEY": "key-anthropic",
    "AZURE_AD_TOKEN": "token-azure",
    "AWS_SECRET_ACCESS_KEY": "aws-secret",
    "CLIENT_SECRET": "client-secret",
    "DATABASE_PASSWORD": "database-password",
    "REDIS_URL": "redis://:redis-password@localhost",
}


def test_a_secret_is_whatever_is_named_like_one() -> None:
    environ = {**SECRET, "SYSTEM_PROMPT": "Be brief.", "API_KEY_HELP": "how to get one"}
    assert set(Settings.from_env(environ).secrets) == set(SECRET.values())


def test_a_secret_is_known_without_the_blanks_around_it() -> None:
    # A key file often ends on a line feed; what reaches a log is the key itself.
    read = Settings.from_env({"OPENAI_API_KEY": " sk-openai\n", "X_TOKEN": " \n"})
    assert (read.openai_api_key, read.secrets) == ("sk-openai", ("sk-openai",))


def test_only_the_names_of_set_provider_keys_are_known() -> None:
    environ = {**SECRET, "GEMINI_API_KEY": "", "GROQ_API_KEY": " ", "OTHER_API_KEY": "x"}
    assert Settings.from_env(environ).keys == {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_AD_TOKEN"}


def test_no_secret_is_shown() -> None:
    shown = repr(Settings.from_env(SECRET))
    assert "ANTHROPIC_API_KEY" in shown
    assert not [secret for secret in SECRET.values() if secret in shown]


# Origins.


@pytest.mark.parametrize(
    ("environ", "origins"),
    [
        ({}, ()),
        ({"FAKE_LLM": "1"}, ("*",)),
        ({"FAKE_LLM": "0"}, ()),
        ({"CORS_ALLOW_ORIGINS": "https://a.example"}, ("https://a.example",)),
        ({"CORS_ALLOW_ORIGINS": "https://a.example", "FAKE_LLM": "1"}, ("https://a.example",)),
        ({"CORS_ALLOW_ORIGINS": ",", "FAKE_LLM": "1"}, ()),
        ({"CORS_ALLOW_ORIGINS": "", "FAKE_LLM": "1"}, ("*",)),
        ({"CORS_ALLOW_ORIGINS": "*"}, ("*",)),
    ],
    ids=["unset", "faking", "not faking", "told", "told while faking", "nobody while faking", "empty", "everyone"],
)
def test_everyone_may_call_while_faking_and_nobody_else_unless_told(
    environ: dict[str, str], origins: tuple[str, ...]
) -> None:
    assert Settings.from_env(environ).allowed_origins == origins
