"""docs/SCENARIOS.md, held against the catalog, and against what a client of the service really sees."""

import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.model.ondemand.catalog import CATALOG, Entry
from fakes.model.ondemand.plays import PLAYS
from fakes.model.ondemand.texts import REFUSAL
from service.main import create
from service.operations import REGISTERED
from service.settings import Settings
from tests.docs.guide import Section, codes
from tests.running import running

PAGE = Section("", 0, (Path(__file__).parents[2] / "docs" / "SCENARIOS.md").read_text(encoding="utf-8"))
_HEADING = re.compile(r"^## .+$", re.MULTILINE)
SECTIONS = {
    group: Section(group, 0, text)
    for group, text in zip(("answer", "tools", "refused", "broken"), _HEADING.split(PAGE.text)[1:5], strict=True)
}
ROWS = [(group, row) for group, section in SECTIONS.items() for row in section.table("scenario")]
SEEN = {codes(row[0])[0]: codes(row[3])[0] for _, row in ROWS}
STATUSES = {int(row[0]): codes(row[1])[0] for row in SECTIONS["refused"].table("status")}
IMPATIENT = {"FIRST_CHUNK_TIMEOUT": "1", "IDLE_TIMEOUT": "1"}
NO_APPROVALS_IN_AI4 = {"approval": "stop"}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    environ = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0", **IMPATIENT}
    with running(create(Settings.from_env(environ))) as url:
        yield url


def asked(service: str, body: object, protocol: str) -> tuple[int, str, str, str]:
    """The answer's status, code and retry-after, and all of its text."""
    connection = HTTPConnection(urlsplit(service).netloc, timeout=60)
    connection.request("POST", f"/api/chat?protocol={protocol}", json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    code, wait = answer.getheader("x-error-code", ""), answer.getheader("retry-after", "")
    text = answer.read().decode()
    connection.close()
    return answer.status, code, wait, text


def messages(words: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": words}]}


def seen(status: int, code: str, text: str) -> str:
    """What the last column says of such an answer."""
    if status != 200:
        return f"{status} {code}"
    failures = re.findall(r'"code":"(\w+)"', text)
    found = failures or re.findall(r'"finishReason":"([\w-]+)"', text)
    return str(found[-1])


def told_options(cell: str) -> list[tuple[str, int | None]]:
    parts = (part.split() for part in cell.split(", ") if part)
    return [(codes(name)[0], int(default[0]) if default else None) for name, *default in parts]


def quick(entry: Entry) -> str:
    return "/slow 1 1" if entry.id == "slow" else f"/{entry.id}"


def test_the_tables_are_the_catalog() -> None:
    told = [(group, codes(row[0])[0], told_options(row[1]), row[2]) for group, row in ROWS]

    assert told == [
        (entry.group, entry.id, [(option.name, option.default) for option in entry.options], entry.does)
        for entry in CATALOG
    ]


def test_every_scenario_of_the_catalog_is_played_and_no_other() -> None:
    assert set(PLAYS) == {entry.id for entry in CATALOG}


@pytest.mark.parametrize("protocol", ["data", "ui"])
@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_a_client_sees_what_the_page_says(service: str, entry: Entry, protocol: str) -> None:
    status, code, _, text = asked(service, messages(quick(entry)), protocol)

    expected = NO_APPROVALS_IN_AI4.get(entry.id, SEEN[entry.id]) if protocol == "data" else SEEN[entry.id]
    if entry.id == "approval" and protocol == "ui":
        # ai 6 is the first that asks.
        status, code, _, text = asked(service, messages(quick(entry)), "ui&sdk=6")
    assert seen(status, code, text) == expected


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_of_each_status_is_seen_as_the_page_says(service: str, status: int) -> None:
    answered, code, wait, text = asked(service, messages(f"/error {status} 7"), "data")

    assert seen(answered, code, text) == STATUSES[status]
    assert wait == "7"


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_a_model_s_name_plays_what_the_command_plays(service: str, entry: Entry) -> None:
    options = "?delay_ms=1&first_ms=1" if entry.id == "slow" else ""
    by_word = asked(service, messages(quick(entry)), "data")
    by_name = asked(service, {"model": f"fake/{entry.id}{options}", **messages("Hello")}, "data")

    assert without_names(by_name[3]) == without_names(by_word[3])
    assert by_name[:3] == by_word[:3]


def without_names(text: str) -> str:
    """An answer without its ids and its count of the question, which follow from the request."""
    return re.sub(r'"(messageId|toolCallId|promptTokens)":("[^"]*"|\d+)', "", text)


@pytest.mark.parametrize("lane", ["lean", "litellm"])
def test_words_of_refusal_are_text_in_either_lane_streamed_and_whole(lane: str) -> None:
    settings = Settings.from_env({"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0", "LANE": lane})
    declined = messages("/refusal")
    with running(create(settings)) as streaming, running(create(settings, operations=REGISTERED)) as whole:
        text = asked(streaming, declined, "text")[3]
        data = asked(streaming, declined, "data")[3]
        message = json.loads(asked(whole, {"action": "chat-message", **declined}, "data")[3])["data"]

    assert text == REFUSAL
    assert "".join(json.loads(line[2:]) for line in data.splitlines() if line.startswith("0:")) == REFUSAL
    assert (message["message"]["content"], message["finishReason"]) == (REFUSAL, "content-filter")


CUT = [entry for entry in CATALOG if any(option.name == "event" for option in entry.options)]


@pytest.mark.parametrize("entry", CUT, ids=lambda entry: entry.id)
def test_what_breaks_before_anything_is_said_has_a_status(service: str, entry: Entry) -> None:
    status, code, _, _ = asked(service, messages(f"/{entry.id} 0"), "data")

    assert code == SEEN[entry.id]
    assert status == (504 if entry.id == "stall" else 502)
