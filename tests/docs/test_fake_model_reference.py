"""The tables of docs/FAKE_MODEL.md, held against the code."""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from fakes.model import __main__ as command_line
from fakes.model.application import FAULT_HEADER, GENERATION_HEADER
from fakes.model.catalogue import catalogue
from fakes.model.control import PREFIX, ROUTES
from fakes.model.faults.kind import KINDS
from fakes.model.field import Field
from fakes.model.scenario import act, match, parts, scenario
from fakes.model.scenario.text_test import OPERATORS
from fakes.model.sessions import HEADER
from fakes.model.torture.environment import PATHS, environment
from fakes.model.torture.trial import GROUPS
from tests.docs import guide
from tests.docs.guide import codes

REFERENCE = guide.section("Reference")
ORIGIN = "http://127.0.0.1:9100"
KEY = "a key"

_CHOICE = re.compile(r"\[(?P<optional>[^][]*)\]|\((?P<several>[^()]*)\)")


def expanded(pattern: str) -> Iterator[str]:
    """Every address that a pattern stands for: ``[x]`` may be left out, of ``(a,b)`` there is one of each."""
    found = _CHOICE.search(pattern)
    if found is None:
        yield pattern
        return
    optional = found["optional"]
    for choice in found["several"].split(",") if optional is None else (optional, ""):
        yield from expanded(pattern[: found.start()] + choice + pattern[found.end() :])


def listed(heading: str, column: int = 0) -> list[str]:
    return [code for row in REFERENCE.table(heading) for code in codes(row[column])]


def variables() -> dict[str, str]:
    """What the table of recipe 1 says."""
    said: dict[str, str] = {}
    for _, base, names in guide.section("Run it, and point any client at it").table(""):
        for name, equals, value in (code.partition("=") for code in codes(names) if code.isupper() or "=" in code):
            if equals:
                said[name] = ORIGIN + value if value.startswith("/") else value
            else:
                said[name] = KEY if re.search(r"KEY(_ID)?$", name) else codes(base)[0]
    return said


def test_every_dialect_has_its_base_url() -> None:
    rows = guide.section("Run it, and point any client at it").table("")

    assert {codes(row[0])[0]: codes(row[1])[0] for row in rows} == {name: ORIGIN + path for name, path in PATHS.items()}


def test_every_variable_leads_where_the_table_says() -> None:
    told = environment(ORIGIN, KEY)

    assert variables() == {name: value for name, value in told.items() if name.upper() != "NO_PROXY"}


def test_every_kind_of_fault_has_its_places_and_options() -> None:
    rows = {codes(row[0])[0].partition("=")[0]: row for row in REFERENCE.table("kind")}

    assert list(rows) == list(KINDS)
    for name, kind in KINDS.items():
        shown, places, options, _ = rows[name]
        main = codes(shown)[0].partition("=")[1] != ""
        assert tuple(filter(None, places.split(", "))) == kind.units, name
        assert set(codes(options)) == set(kind.options) - {kind.main}, name
        assert main is bool(kind.main), name


def test_every_control_route_is_told_once() -> None:
    assert sorted(listed("route")) == sorted(f"{route.method} {PREFIX}{route.template}" for route in ROUTES)


def test_every_header_that_a_request_may_have_is_told() -> None:
    for header in (FAULT_HEADER, HEADER, GENERATION_HEADER):
        assert f"`{header}`" in REFERENCE.text


def test_every_matcher_is_told_and_what_a_plain_text_is() -> None:
    rows = REFERENCE.table("matcher")

    assert listed("matcher") == [*match._READERS, "predicate"]
    assert {code for row in rows for code in codes(row[2])} <= set(OPERATORS)
    assert all(f"`{operator}`" in REFERENCE.text for operator in OPERATORS)


@pytest.mark.parametrize("name", ["model", "system", "user", "tool_result", "header"])
def test_a_plain_text_is_tested_as_the_table_says(name: str) -> None:
    words = {"exact": "'x'", "contains": "contains 'x'", "glob": "like 'x'"}
    (plain,) = next(codes(row[2]) for row in REFERENCE.table("matcher") if codes(row[0]) == [name])
    given = Field({name: {"x-it": "x"} if name == "header" else "x"}, "match")
    (condition,) = match.Match.read(given).conditions

    assert words[plain] in condition.wanted


def test_every_key_of_a_scenario_and_every_part_is_told_once() -> None:
    assert sorted(listed("of a scenario")) == sorted((*scenario._OWN_KEYS, *act.KEYS))
    assert listed("part") == list(parts._KINDS)


def test_every_address_is_told_under_its_dialect() -> None:
    routes = catalogue().all()
    known = defaultdict(set)
    for route in routes:
        known[route.endpoint.dialect.name].add(f"{route.method} {route.template}")
    told = {
        codes(row[0])[0]: {address for code in codes(row[1]) if "/" in code for address in expanded(code)}
        for row in REFERENCE.table("dialect")
    }

    assert told == known


def options(monkeypatch: pytest.MonkeyPatch) -> Mapping[tuple[str, str], object]:
    """Every option of every command, and what it is unless it is given."""
    parsers: list[argparse.ArgumentParser] = []

    def parse(self: argparse.ArgumentParser, *_: object) -> None:
        parsers.append(self)
        raise SystemExit

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
    commands = ("model", *command_line._COMMANDS)
    for command in commands:
        with pytest.raises(SystemExit):
            command_line.main([] if command == "model" else [command])
    return {
        (command, action.option_strings[0]): action.default
        for command, parser in zip(commands, parsers, strict=True)
        for action in parser._actions
        if action.option_strings and action.dest != "help"
    }


def test_every_option_of_every_command_is_told_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        (command, codes(option)[0]): "".join(codes(default))
        for commands, option, default, _ in REFERENCE.table("of")
        for command in codes(commands)
    }

    assert told == {option: shown(default) for option, default in options(monkeypatch).items()}


def test_every_link_leads_somewhere() -> None:
    text = guide.GUIDE.read_text(encoding="utf-8")
    headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(([^)]+)\)", text)

    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        assert (guide.GUIDE.parent / path).exists() if path else anchor in anchors, link


def test_every_group_of_faults_is_told() -> None:
    (row,) = (row for row in REFERENCE.table("of") if codes(row[1]) == ["--faults"])

    assert codes(row[3]) == list(GROUPS)


def shown(default: object) -> str:
    if default is None or default is False or default == []:
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default)
