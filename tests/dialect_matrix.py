"""The contracts of contracts/dialects: one scenario, one answer a protocol, and the dialects that must lead to it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from syrupy.location import PyTestLocation

from contracts.verify import renamed
from fakes.model.scenario.playbook import Playbook
from tests.contract_files import ROOT as VERSION
from tests.contract_files import ContractFiles, Headers, head_file

ROOT = VERSION.parent / "dialects"

_FOLDER = re.compile(r"\[(?P<id>[^\]]+)\]")
_TWO_PIECES = re.compile(
    rb'^(?P<head>(?:c:\{|data: \{"type":"tool-input-delta",)"toolCallId":"[^"]*","(?:args|input)TextDelta":")'
    rb'(?P<first>(?:[^"\\]|\\.)*)"\}(?P<end>\n\n?)(?P=head)(?P<second>(?:[^"\\]|\\.)*)"\}(?P=end)',
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One provider's API, as dialects.json tells of it.

    Attributes:
        name: as the fake calls it.
        model: who is asked, as litellm spells it, unless a contract says otherwise.
        whole: whether a call's arguments come in one piece.
    """

    name: str
    model: str
    whole: bool


def dialects() -> list[Dialect]:
    """Return all of them; the first that a contract is about makes its answers."""
    document = json.loads((ROOT / "dialects.json").read_bytes())["dialects"]
    return [Dialect(name, one["model"], one.get("arguments") == "whole") for name, one in document.items()]


@dataclass(frozen=True)
class DialectContract:
    """One folder."""

    folder: Path

    @classmethod
    def all(cls) -> list["DialectContract"]:
        """Return every contract, sorted by id."""
        return [cls(file.parent) for file in sorted(ROOT.glob("*/contract.json"))]

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def document(self) -> dict[str, Any]:
        """What contract.json says."""
        document: dict[str, Any] = json.loads((self.folder / "contract.json").read_bytes())
        return document

    @property
    def answers(self) -> Mapping[str, str]:
        """The names of the answers, and the paths at which they are asked for."""
        answers: Mapping[str, str] = self.document["answers"]
        return answers

    @property
    def settings(self) -> Mapping[str, str]:
        """Environment variables that the service must run with."""
        settings: Mapping[str, str] = self.document.get("settings", {})
        return settings

    @property
    def masks(self) -> Mapping[str, str]:
        """JSON keys whose values differ, and what the values are called."""
        return {key: mask["name"] for mask in self.document["masks"] for key in mask["keys"]}

    @property
    def body(self) -> bytes:
        """The request's exact bytes."""
        return (self.folder / "request.json").read_bytes()

    @property
    def dialects(self) -> list[Dialect]:
        """The dialects that must lead to the answers."""
        return [dialect for dialect in dialects() if dialect.name not in self.document["without"]]

    def model(self, dialect: Dialect) -> str:
        """Return who is asked in this dialect."""
        return str(self.document.get("models", {}).get(dialect.name, dialect.model))

    def playbook(self, dialect: Dialect) -> Playbook:
        """Return the scenarios that may speak in this dialect."""
        whole = Playbook.load([self.folder / "scenario.json"])
        mine = (one for one in whole.scenarios if not one.match.dialects or dialect.name in one.match.dialects)
        return Playbook(tuple(mine))

    def expected(self) -> dict[str, bytes]:
        """Return the generated files, by name."""
        return {file.name: file.read_bytes() for file in sorted(self.folder.glob("expected/*"))}

    def generated(self, answer: str, *, status: int, headers: Headers, body: bytes) -> dict[str, bytes]:
        """Return the files that an answer makes, by name."""
        suffix = "json" if dict(headers).get("content-type") == "application/json" else "txt"
        return {f"{answer}.head.json": head_file(status, headers), f"{answer}.{suffix}": body}

    def alike(self, files: Mapping[str, bytes], dialect: Dialect) -> dict[str, bytes]:
        """Return the files as they are compared: what is masked renamed, and the pieces of arguments joined.

        They are joined only where the dialect has no pieces; what is in them is compared all the same.
        """
        return {
            name: renamed(joined(content) if dialect.whole else content, self.masks) for name, content in files.items()
        }


def joined(body: bytes) -> bytes:
    """Return a stream in which the arguments of each call come in one piece, as where a dialect has no pieces."""
    pairs = 1
    while pairs:
        body, pairs = _TWO_PIECES.subn(rb'\g<head>\g<first>\g<second>"}\g<end>', body)
    return body


class DialectFiles(ContractFiles):
    """One file of exact bytes at ``contracts/dialects/<id>/expected/<name>``."""

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return the contract's folder for generated files."""
        match = _FOLDER.search(test_location.testname)
        assert match, f"{test_location.testname} has no contract id as its parameter"
        return str(ROOT / match["id"] / "expected")

    @classmethod
    def discovery_dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return where to look for generated files that no test asks for."""
        return str(ROOT)
