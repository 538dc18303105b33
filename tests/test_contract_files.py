import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts import index
from contracts.index import Entry, Index, compare
from tests.contract_files import ROOT, Contract

SCHEMAS = ROOT.parent / "schema"
CONTRACTS = [pytest.param(contract, id=contract.id) for contract in Contract.all()]
STREAMS = [pytest.param(contract, id=contract.id) for contract in Contract.all() if contract.streams]
SCRIPTED = [pytest.param(contract, id=contract.id) for contract in Contract.all() if contract.exchanges]
VECTORS = Path(__file__).parent / "vectors" / "v4.json"

SAME_AS_THE_SDK = {
    "chat-text": "plain-text",
    "chat-text-unicode": "unicode-escapes",
    "chat-text-empty": "empty-text",
    "chat-no-parts": "no-parts",
    "chat-finish-length": "finish-length",
    "chat-finish-unknown": "finish-unknown-usage",
}
"""Contracts, and the scenarios of ai 4's own server in which the model does the same."""

Change = Callable[[Entry], object]

FINISH = {"finishReason", "usage"}
SHAPES: dict[str, Callable[[Any], bool]] = {
    "f": lambda value: list(value) == ["messageId"] and bool(value["messageId"]),
    "0": lambda value: isinstance(value, str) and value != "",
    "e": lambda value: value.keys() == FINISH | {"isContinued"} and value["isContinued"] is False,
    "d": lambda value: value.keys() == FINISH and value["finishReason"] not in {"error", None},
    "2": lambda value: [item.keys() for item in value] == [{"type", "code"}] and value[0]["type"] == "error",
    "3": lambda value: isinstance(value, str) and value != "",
}


def complaints(body: bytes) -> list[str]:
    """Judge a data stream, knowing nothing of how it was made."""
    *lines, rest = body.decode().split("\n")
    parts = [(line[:1], json.loads(line[2:])) for line in lines if line[1:2] == ":"]
    codes = "".join(code for code, _ in parts)
    found = [f"part {code} is {value!r}" for code, value in parts if code not in SHAPES or not SHAPES[code](value)]
    if rest or len(parts) != len(lines):
        found.append("not every line is a code, a colon, JSON and a line feed")
    if not re.fullmatch(r"(f0*e)+(d|23)", codes):
        found.append(f"{codes} is not steps and one verdict")
    if (codes[-1:] == "3") != any(code == "e" and value["finishReason"] == "error" for code, value in parts):
        found.append("the last step and the verdict disagree")
    return found


STEP = 'f:{"messageId":"m"}\n0:"a"\n'
END = '{"finishReason":"stop","usage":{"promptTokens":1,"completionTokens":1}'
STOP, VERDICT = f'e:{END},"isContinued":false}}\n', f"d:{END}}}\n"
BROKEN, CODE, ERROR = STOP.replace("stop", "error"), '2:[{"type":"error","code":"c"}]\n', '3:"no"\n'

LEGAL = {
    "finished": STEP + STOP + VERDICT,
    "failed": STEP + BROKEN + CODE + ERROR,
    "two steps": STEP + STOP + STEP + STOP + VERDICT,
}
ILLEGAL = {
    "nothing": "",
    "no end": STEP,
    "no verdict": STEP + STOP,
    "no step end": STEP + VERDICT,
    "no step end before an error": STEP + CODE + ERROR,
    "no code before an error": STEP + BROKEN + ERROR,
    "text before the step": '0:"a"\n' + STEP + STOP + VERDICT,
    "text after the verdict": STEP + STOP + VERDICT + '0:"b"\n',
    "two verdicts": STEP + STOP + VERDICT + VERDICT,
    "two kinds of verdict": STEP + STOP + VERDICT + CODE + ERROR,
    "an error after a good step": STEP + STOP + CODE + ERROR,
    "no last line feed": STEP + STOP + VERDICT[:-1],
    "an empty delta": STEP + '0:""\n' + STOP + VERDICT,
    "an empty line": STEP + "\n" + STOP + VERDICT,
}


@pytest.mark.parametrize("name", LEGAL)
def test_the_checker_accepts_a_legal_stream(name: str) -> None:
    assert complaints(LEGAL[name].encode()) == []


@pytest.mark.parametrize("name", ILLEGAL)
def test_the_checker_rejects_an_illegal_stream(name: str) -> None:
    assert complaints(ILLEGAL[name].encode()) != []


@pytest.mark.parametrize("contract", STREAMS)
def test_every_stream_is_legal(contract: Contract) -> None:
    assert complaints(contract.expected()["body.txt"]) == []


@pytest.mark.parametrize(("name", "scenario"), SAME_AS_THE_SDK.items())
def test_an_answer_is_what_the_sdk_sends(name: str, scenario: str) -> None:
    golden: str = json.loads(VECTORS.read_bytes())["scenarios"][scenario]["response"]["body"]
    ours = Contract(ROOT / name).expected()["body.txt"].decode()
    assert re.sub("msg-[0-9]+", "msg", ours) == re.sub("msg-[0-9]+", "msg", golden)


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
    return {"version": "v1", "contracts": list(entries)}


GRADES: dict[str, Change] = {
    "BREAKING expected/body.txt changed": lambda new: new["files"].update({"expected/body.txt": "2"}),
    "BREAKING expected/head.json added": lambda new: new["files"].update({"expected/head.json": "2"}),
    "BREAKING request.json removed": lambda new: new["files"].pop("request.json"),
    "BREAKING the request, the settings, the masks or the absent headers changed": lambda new: new.update(
        {"terms": "2"}
    ),
    "BREAKING stable became draft": lambda new: new.update({"stability": "draft"}),
    "internal contract.json changed": lambda new: new["files"].update({"contract.json": "2"}),
    "internal upstream.json changed": lambda new: new["files"].update({"upstream.json": "2"}),
    "internal expected/upstream-1.http added": lambda new: new["files"].update({"expected/upstream-1.http": "2"}),
}


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
