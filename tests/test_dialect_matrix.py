"""One scenario, ten providers' APIs: what the client gets is the same, byte for byte."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema
import pytest
from starlette.types import ASGIApp
from syrupy.assertion import SnapshotAssertion

from contracts import index
from service.ids import Ids
from service.main import create
from service.providers.litellm import warm_up
from service.settings import Settings
from tests.contract_files import LINE_ENDS, stream_of
from tests.dialect_matrix import ROOT, Dialect, DialectContract, DialectFiles, dialects, joined
from tests.doors import Stage, by_call, open_stage
from tests.http_request import HttpRequest
from tests.protocols import data_stream_reader, ui_stream_reader
from tests.providers.asking import LITELLMS_WARNINGS
from tests.speaking import Fake, speaking

pytestmark = [*LITELLMS_WARNINGS]

CONTRACTS = DialectContract.all()
IN_ITS_FIRST = [pytest.param(contract, id=contract.id) for contract in CONTRACTS]
IN_THE_OTHERS = [
    pytest.param(contract, dialect, id=f"{dialect.name}-{contract.id}")
    for contract in CONTRACTS
    for dialect in contract.dialects[1:]
]
IN_LITELLMS_LANE = [
    pytest.param(contract, dialect, id=f"{dialect.name}-{contract.id}")
    for contract in CONTRACTS
    for dialect in contract.dialects
    if dialect.name not in ("anthropic", "gemini", "bedrock", "ollama")
]
"""What the lean lane knows, and is asked for otherwise."""
STREAMS = [
    pytest.param(contract, answer, id=f"{contract.id}-{answer}")
    for contract in CONTRACTS
    for answer in contract.answers
    if answer in ("data", "ui") and f"{answer}.txt" in contract.expected()
]
SCHEMAS = ROOT.parent / "schema"
SCHEMA: dict[str, Any] = json.loads((SCHEMAS / "dialects.schema.json").read_bytes())
JSON = (("content-type", "application/json"),)


class Theatre:
    """The fake that speaks every dialect, and our service before it, an application for each model and its settings.

    Args:
        stage: where the service stands.
        model: the fake.
        opened: what is to be closed at the end.
    """

    def __init__(self, stage: Stage, model: Fake, opened: ExitStack) -> None:
        self._stage = stage
        self._model = model
        self._opened = opened
        self._applications: dict[str, ASGIApp] = {}
        self._numbers = count(1)

    def play(self, contract: DialectContract, dialect: Dialect, **settings: str) -> dict[str, bytes]:
        """Replay a contract in a dialect, and return the files that it makes."""
        files: dict[str, bytes] = {}
        application = self._application({**contract.settings, "CHAT_MODEL": contract.model(dialect), **settings})
        for answer, path in contract.answers.items():
            playbook = contract.playbook(dialect)
            self._model.adopt(playbook)
            self._numbers = count(1)
            request = HttpRequest(method="POST", path=path, headers=JSON, body=contract.body)
            reply = by_call(self._stage, application, request)
            assert self._model.played() == [scenario.name for scenario in playbook.scenarios], (
                "each scenario is played once, in order"
            )
            assert not reply.broken
            assert all(write.endswith(LINE_ENDS[stream_of(reply.headers)]) for write in reply.writes)
            files |= contract.generated(answer, status=reply.status, headers=reply.headers, body=reply.body)
        return files

    def _application(self, own: Mapping[str, str]) -> ASGIApp:
        name = repr(sorted(own.items()))
        if name not in self._applications:
            settings = Settings.from_env({**self._model.environ, "TOOLS": ",", **own})
            # The clock stands still: how long something took is told, too.
            made = create(settings, ids=Ids(text=lambda: str(next(self._numbers))), clock=lambda: 0.0)
            # What its end closes, others of this event loop may be using: all end together.
            living = self._stage.portal.wrap_async_context_manager(made.router.lifespan_context(made))
            self._opened.enter_context(living)
            self._applications[name] = made
        return self._applications[name]


def validate(document: object, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(document)


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    # Before any contract counts its time: the import takes seconds.
    warm_up()
    with open_stage() as stage, speaking() as model, ExitStack() as opened:
        yield Theatre(stage, model, opened)


@pytest.fixture
def pinned(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(DialectFiles)


@pytest.mark.parametrize("contract", IN_ITS_FIRST)
def test_the_one_answer_is_pinned(contract: DialectContract, theatre: Theatre, pinned: SnapshotAssertion) -> None:
    for name, content in theatre.play(contract, contract.dialects[0]).items():
        assert content == pinned(name=name)


@pytest.mark.parametrize(("contract", "dialect"), IN_THE_OTHERS)
def test_every_dialect_leads_to_the_same_bytes(contract: DialectContract, dialect: Dialect, theatre: Theatre) -> None:
    made = theatre.play(contract, dialect)
    assert contract.alike(made, dialect) == contract.alike(contract.expected(), dialect)


@pytest.mark.parametrize(("contract", "dialect"), IN_LITELLMS_LANE)
def test_both_lanes_lead_to_the_same_bytes(contract: DialectContract, dialect: Dialect, theatre: Theatre) -> None:
    made = theatre.play(contract, dialect, LANE="litellm")
    assert contract.alike(made, dialect) == contract.alike(contract.expected(), dialect)


@pytest.mark.parametrize(("contract", "answer"), STREAMS)
def test_every_stream_is_readable_by_its_clients(contract: DialectContract, answer: str) -> None:
    body = contract.expected()[f"{answer}.txt"]
    if answer == "data":
        assert data_stream_reader.read(body, "4.3", [])
        return
    for client in ui_stream_reader.CLIENTS:
        assert ui_stream_reader.read(body, client, [])


@pytest.mark.parametrize("contract", IN_ITS_FIRST)
def test_every_file_has_its_schema(contract: DialectContract) -> None:
    validate(contract.document, SCHEMA)
    for name, content in contract.expected().items():
        if name.endswith(".head.json"):
            validate(json.loads(content), json.loads((SCHEMAS / "head.schema.json").read_bytes()))


def test_the_list_of_dialects_has_its_schema() -> None:
    validate(json.loads((ROOT / "dialects.json").read_bytes()), {**SCHEMA, **SCHEMA["$defs"]["dialects"]})


@pytest.mark.parametrize("contract", IN_ITS_FIRST)
def test_a_folder_holds_its_files_and_no_others(contract: DialectContract) -> None:
    authored = {"contract.json", "request.json", "scenario.json"}
    bodies = {name for name in contract.expected() if not name.endswith(".head.json")}
    assert {name.split(".")[0] for name in bodies} == set(contract.answers)
    assert len(bodies) == len(contract.answers)
    expected = {f"expected/{name}" for answer in contract.answers for name in (f"{answer}.head.json", *bodies)}
    found = {file.relative_to(contract.folder).as_posix() for file in contract.folder.rglob("*") if file.is_file()}
    assert found == authored | expected


def test_there_are_no_folders_without_a_contract() -> None:
    assert {path.name for path in ROOT.iterdir()} == {contract.id for contract in CONTRACTS} | {"dialects.json"}


@pytest.mark.parametrize("contract", IN_ITS_FIRST)
def test_only_a_dialect_that_there_is_is_left_out_or_asks_another_model(contract: DialectContract) -> None:
    known = {dialect.name for dialect in dialects()}
    assert set(contract.document["without"]) < known
    assert set(contract.document.get("models", {})) <= {dialect.name for dialect in contract.dialects}


def piece(call: str, text: str) -> tuple[bytes, bytes]:
    """Return a piece of a call's arguments, JSON escapes and all, in each protocol."""
    data = f'c:{{"toolCallId":"{call}","argsTextDelta":"{text}"}}\n'
    return (
        data.encode(),
        f'data: {{"type":"tool-input-delta","toolCallId":"{call}","inputTextDelta":"{text}"}}\n\n'.encode(),
    )


PIECES = {
    "one": ([("a", "{}")], [("a", "{}")]),
    "three": ([("a", r"{\"x"), ("a", r"\":"), ("a", "1}")], [("a", r"{\"x\":1}")]),
    "of two calls": ([("a", "{"), ("a", "}"), ("b", "{"), ("b", "}")], [("a", "{}"), ("b", "{}")]),
    "in turn": ([("a", "{"), ("b", "{}"), ("a", "}")], [("a", "{"), ("b", "{}"), ("a", "}")]),
}


@pytest.mark.parametrize("protocol", [0, 1], ids=["data", "ui"])
@pytest.mark.parametrize(("pieces", "whole"), PIECES.values(), ids=PIECES)
def test_only_neighbouring_pieces_of_one_call_are_joined(
    pieces: list[tuple[str, str]], whole: list[tuple[str, str]], protocol: int
) -> None:
    around = (b'0:"Hm"\n', b'data: {"type":"text-delta","id":"txt-0","delta":"c:{"}\n\n')[protocol]
    sent = b"".join((around, *(piece(*one)[protocol] for one in pieces), around))
    assert joined(sent) == b"".join((around, *(piece(*one)[protocol] for one in whole), around))


def test_a_text_that_looks_like_pieces_is_left_alone() -> None:
    text = rb'0:"c:{\"toolCallId\":\"a\",\"argsTextDelta\":\"{\"}"' + b"\n"
    assert joined(text * 2) == text * 2


def test_a_contract_without_its_answers_is_unfinished(tmp_path: Path) -> None:
    copytree(ROOT / "text", tmp_path / "dialects" / "text")
    assert [entry["id"] for entry in index.build(tmp_path / "v1")["dialects"]] == ["text"]
    (tmp_path / "dialects" / "text" / "expected" / "ui.head.json").unlink()
    with pytest.raises(index.Unfinished, match=r"dialects/text/expected/ui\.head\.json is missing"):
        index.build(tmp_path / "v1")
