import json
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from contracts import index
from contracts.index import Entry, Index, compare
from tests.contract_files import ROOT, Contract
from tests.protocols import data_stream_reader, ui_stream_reader

SCHEMAS = ROOT.parent / "schema"
CONTRACTS = [pytest.param(contract, id=contract.id) for contract in Contract.all()]
STREAMS = [pytest.param(contract, id=contract.id) for contract in Contract.all() if contract.stream]
SCRIPTED = [pytest.param(contract, id=contract.id) for contract in Contract.all() if contract.exchanges]
VECTORS = Path(__file__).parent / "vectors" / "clients"

SAME_AS_THE_SDK = {
    "chat-text": "plain-text",
    "chat-text-unicode": "unicode-escapes",
    "chat-text-empty": "empty-text",
    "chat-no-parts": "no-parts",
    "chat-finish-length": "finish-length",
    "chat-finish-unknown": "finish-unknown-usage",
    "chat-file": "file",
    "ui-text": "plain-text",
    "ui-text-unicode": "unicode-escapes",
    "ui-no-parts": "no-parts",
    "ui-finish-length": "finish-length",
    "ui-finish-unknown": "finish-unknown-usage",
    "ui-file": "file",
}
"""Contracts, and the scenarios of the AI SDK's own servers in which the model does the same."""

Change = Callable[[Entry], object]


def clients_of(contract: Contract) -> list[str]:
    """Return every generation that has to understand a stream: all that read its protocol, unless its client said."""
    if contract.stream == "data":
        return ["4.3"]
    named = parse_qs(urlsplit(contract.path).query).get("sdk", [""])[-1]
    oldest = "6" if b"approval-responded" in (contract.body or b"") else named
    clients = list(ui_stream_reader.CLIENTS)
    return clients[clients.index(oldest) if oldest in clients else 0 :]


def answered_in(contract: Contract) -> list[str]:
    """Return the calls that the request's last message says the user was asked about, and answered."""
    last = json.loads(contract.body or b"{}").get("messages", [{}])[-1]
    parts = last.get("parts", ())
    return [part["toolCallId"] for part in parts if part.get("state") == "approval-responded"]


@pytest.mark.parametrize("contract", STREAMS)
def test_every_stream_is_readable_by_its_clients(contract: Contract) -> None:
    body = contract.expected()["body.txt"]
    read = data_stream_reader.read if contract.stream == "data" else ui_stream_reader.read
    for client in clients_of(contract):
        assert read(body, client, answered_in(contract))


@pytest.mark.parametrize("contract", STREAMS)
def test_an_answer_ends_as_its_author_says(contract: Contract) -> None:
    lines = contract.expected()["body.txt"].decode().split("\n")
    fails = any(line.startswith(('3:"', 'data: {"type":"error"')) for line in lines)
    assert fails == ("committed" in contract.document["tags"])
    assert fails or not any('"finishReason":"error"' in line for line in lines)


def steps(body: str) -> str:
    """Return what stands from the first step's start to the last one's end, and the ids of messages left out."""
    (found,) = re.findall(r'(?s)f:.*|data: {"type":"start-step"}.*"finish-step"}', body)
    return re.sub("msg-[0-9]+", "msg", found)


@pytest.mark.parametrize(("name", "scenario"), SAME_AS_THE_SDK.items())
def test_an_answer_is_what_the_sdk_sends(name: str, scenario: str) -> None:
    contract = Contract(ROOT / name)
    for major in (4,) if contract.stream == "data" else (5, 6, 7):
        golden = json.loads((VECTORS / f"v{major}.json").read_bytes())["scenarios"][scenario]["response"]["body"]
        assert steps(contract.expected()["body.txt"].decode()) == steps(golden)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_error_has_the_one_body_and_a_code(contract: Contract) -> None:
    files = contract.expected()
    head = json.loads(files["head.json"])
    # Of a refused preflight only the headers are read, by a browser.
    if head["status"] < 400 or contract.method == "OPTIONS":
        return
    error = json.loads(files["body.json"])
    assert (
        files["body.json"] == f'{{"success":false,"error":{json.dumps(error["error"], ensure_ascii=False)}}}'.encode()
    )
    assert dict(head["headers"])["x-error-code"]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_no_reply_holds_a_word_of_a_failing_provider(contract: Contract) -> None:
    files = contract.expected()
    seen = b"".join(content for name, content in files.items() if not name.endswith(".http")).decode()
    said = json.dumps(contract.exchanges)
    for words in (
        *re.findall(r'"message\\*": *\\*"(.+?)\\*"', said),
        *re.findall(r"sk-\w+|org-\w+|<html>|<body>", said),
    ):
        assert words not in seen
    assert "sk-" not in seen


@pytest.mark.parametrize("name", ["contract", "upstream", "head", "index"])
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))


def validate(file: Path, schema: str) -> None:
    document = json.loads((SCHEMAS / f"{schema}.schema.json").read_bytes())
    jsonschema.Draft202012Validator(document).validate(json.loads(file.read_bytes()))


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_file_has_its_schema(contract: Contract) -> None:
    validate(contract.folder / "contract.json", "contract")
    validate(contract.folder / "expected" / "head.json", "head")
    if contract.exchanges:
        validate(contract.folder / "upstream.json", "upstream")


def test_the_index_has_its_schema_and_is_fresh() -> None:
    validate(index.INDEX, "index")
    assert index.main(["--check"]) == 0


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_folder_holds_its_files_and_no_others(contract: Contract) -> None:
    outbound = {f"expected/upstream-{number}.http" for number, _ in enumerate(contract.exchanges, 1)}
    authored = {"contract.json", *filter(None, [contract.document["request"].get("body")])}
    authored |= {"upstream.json"} if contract.document["upstream"] == "scripted" else set()
    bodies = {f"expected/{name}" for name in contract.expected() if name.startswith("body.")}
    found = {file.relative_to(contract.folder).as_posix() for file in contract.folder.rglob("*") if file.is_file()}
    assert found == authored | {"expected/head.json"} | bodies | outbound
    assert len(bodies) <= 1


def test_there_are_no_folders_without_a_contract() -> None:
    assert {path.name for path in ROOT.iterdir()} == {contract.id for contract in Contract.all()}


@pytest.mark.parametrize("contract", SCRIPTED)
def test_a_scripted_request_asks_for_its_own_script(contract: Contract) -> None:
    assert f'"model":"fake/{contract.id}"'.encode() in contract.expected()["upstream-1.http"]


def test_every_contract_is_in_the_changelog() -> None:
    logged = set(re.findall(r"`([a-z0-9-]+)`", (ROOT.parent / "CHANGELOG.md").read_text()))
    assert {contract.id for contract in Contract.all()} - logged == set()


def entry() -> Entry:
    return {
        "id": "a",
        "title": "A",
        "tags": ["x"],
        "stability": "stable",
        "upstream": "scripted",
        "method": "POST",
        "path": "/",
        "status": 200,
        "body": "expected/body.txt",
        "terms": "1",
        "files": dict.fromkeys(("contract.json", "request.json", "upstream.json", "expected/body.txt"), "1"),
    }


def listing(*entries: Entry) -> Index:
    return {"version": "v1", "contracts": list(entries), "dialects": []}


GRADES: dict[str, Change] = {
    "BREAKING expected/body.txt changed": lambda new: new["files"].update({"expected/body.txt": "2"}),
    "BREAKING expected/head.json added": lambda new: new["files"].update({"expected/head.json": "2"}),
    "BREAKING request.json removed": lambda new: new["files"].pop("request.json"),
    "BREAKING the request, the settings, the masks, the absent headers or the end changed": lambda new: new.update(
        {"terms": "2"}
    ),
    "BREAKING stable became draft": lambda new: new.update({"stability": "draft"}),
    "internal contract.json changed": lambda new: new["files"].update({"contract.json": "2"}),
    "internal upstream.json changed": lambda new: new["files"].update({"upstream.json": "2"}),
    "internal expected/upstream-1.http added": lambda new: new["files"].update({"expected/upstream-1.http": "2"}),
}


PROMISES: dict[str, object] = {
    "request": {"method": "GET", "path": "/", "headers": []},
    "settings": {"TOOLS": "x"},
    "masks": [{"name": "id", "keys": ["id"]}],
    "absent": [],
    "ends": "whole",
    "any": ["vary"],
}


@pytest.mark.parametrize("member", [*PROMISES, "why"])
def test_what_is_promised_is_breaking_to_change_and_the_rest_is_not(member: str, tmp_path: Path) -> None:
    copytree(ROOT / "text-upstream-reset", tmp_path / "a")
    file, before = tmp_path / "a" / "contract.json", index.build(tmp_path)
    file.write_text(json.dumps({**json.loads(file.read_bytes()), member: PROMISES.get(member, "Otherwise.")}))
    grades = [grade for grade, _ in compare(before, index.build(tmp_path))]
    assert grades == (["BREAKING", "internal"] if member in PROMISES else ["internal"])


@pytest.mark.parametrize("finding", GRADES)
def test_a_change_is_graded_by_who_notices(finding: str) -> None:
    new = entry()
    GRADES[finding](new)
    grade, _, what = finding.partition(" ")
    assert list(compare(listing(entry()), listing(new))) == [(grade, f"a: {what}")]


def test_a_draft_has_promised_nothing() -> None:
    old, new = entry(), entry()
    old["stability"] = new["stability"] = "draft"
    new["files"]["expected/body.txt"] = "2"
    assert list(compare(listing(old), listing(new))) == [("internal", "a: expected/body.txt changed")]
    assert list(compare(listing(old), listing())) == [("internal", "a: removed")]


def test_removing_a_stable_contract_breaks_and_adding_one_does_not() -> None:
    assert list(compare(listing(entry()), listing())) == [("BREAKING", "a: removed")]
    assert list(compare(listing(), listing(entry()))) == [("added", "a")]


def test_the_gate_fails_on_a_break_and_on_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.json"
    current: Index = json.loads(index.INDEX.read_bytes())
    current["contracts"].pop()
    old.write_text(json.dumps(current))
    assert index.main(["--against", str(old)]) == 0
    current["contracts"].append(entry())
    old.write_text(json.dumps(current))
    assert index.main(["--against", str(old)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 changes, 1 breaking"
