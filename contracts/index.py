"""The table of contents of contracts/v1 and contracts/dialects, and the gate that reads two of them.

    python contracts/index.py                  write contracts/index.json
    python contracts/index.py --check          fail when it is stale
    python contracts/index.py --against OLD    tell what changed since OLD; fail when a stable contract was broken

A digest stands for every file, so that two versions of the folder can be compared without having both. Standard library
only, no imports from the project.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent
VERSION = "v1"
INDEX = ROOT / "index.json"

PROMISED = ("request", "settings", "masks", "absent")
PROMISED_WHERE_GIVEN = ("ends", "any")
"""Members of contract.json that are promises. Those that came later count where they stand: other digests stay."""

SEEN_BY_CLIENTS = ("request.json", "request.txt", "expected/head.json", "expected/body.txt", "expected/body.json")
"""Files whose bytes a client sends or gets; all others may change without anyone noticing outside."""


class Entry(TypedDict):
    """What the index says about one contract."""

    id: str
    title: str
    tags: list[str]
    stability: str
    upstream: str
    method: str
    path: str
    status: int
    body: str | None
    terms: str
    files: dict[str, str]


class DialectEntry(TypedDict):
    """What the index says about one contract with every dialect."""

    id: str
    title: str
    tags: list[str]
    without: list[str]
    files: dict[str, str]


class Index(TypedDict):
    """The whole index; ``contracts`` and ``dialects`` are sorted by id."""

    version: str
    contracts: list[Entry]
    dialects: list[DialectEntry]


class Unfinished(Exception):
    """A contract lacks a file that it needs; the message names both."""


def build(folder: Path) -> Index:
    """Return the index of the contracts in a folder, and of those with dialects beside it.

    Raises:
        Unfinished: something was authored, but its expected bytes were never written.
    """
    files = sorted(folder.glob("*/contract.json"))
    spoken = sorted((folder.parent / "dialects").glob("*/contract.json"))
    return {
        "version": folder.name,
        "contracts": [_entry(file.parent) for file in files],
        "dialects": [_dialect_entry(file.parent) for file in spoken],
    }


def _dialect_entry(folder: Path) -> DialectEntry:
    contract = json.loads((folder / "contract.json").read_bytes())
    for answer in contract["answers"]:
        if not (folder / "expected" / f"{answer}.head.json").is_file():
            raise Unfinished(
                f"dialects/{folder.name}/expected/{answer}.head.json is missing; write it with: tox -e update"
            )
    return {
        "id": folder.name,
        "title": contract["title"],
        "tags": contract["tags"],
        "without": sorted(contract["without"]),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in _files(folder)},
    }


def _entry(folder: Path) -> Entry:
    head = folder / "expected" / "head.json"
    if not head.is_file():
        raise Unfinished(f"{folder.name}/expected/head.json is missing; write it with: tox -e update")
    contract = json.loads((folder / "contract.json").read_bytes())
    bodies = sorted(folder.glob("expected/body.*"))
    return {
        "id": folder.name,
        "title": contract["title"],
        "tags": contract["tags"],
        "stability": contract["stability"],
        "upstream": contract["upstream"],
        "method": contract["request"]["method"],
        "path": contract["request"]["path"],
        "status": json.loads(head.read_bytes())["status"],
        "body": bodies[0].relative_to(folder).as_posix() if bodies else None,
        "terms": _terms(contract),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in _files(folder)},
    }


def _terms(contract: Mapping[str, object]) -> str:
    """Return the digest of what contract.json itself promises: why it does so, and its title, may be said better."""
    terms = {name: contract.get(name) for name in PROMISED}
    terms |= {name: contract[name] for name in PROMISED_WHERE_GIVEN if name in contract}
    return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def encode(index: Index) -> str:
    """Return the index as the text of its file."""
    document = {"$schema": "schema/index.schema.json", **index}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def compare(old: Index, new: Index) -> Iterator[tuple[str, str]]:
    """Yield what changed: ``BREAKING``, ``internal`` or ``added``, and in words what it is."""
    before = {entry["id"]: entry for entry in old["contracts"]}
    after = {entry["id"]: entry for entry in new["contracts"]}
    for name in sorted(before | after):
        if name not in before:
            yield "added", name
        elif name not in after:
            yield _grade(before[name]), f"{name}: removed"
        elif changes := list(_changes(before[name], after[name])):
            yield from ((grade, f"{name}: {what}") for grade, what in changes)


def _changes(old: Entry, new: Entry) -> Iterator[tuple[str, str]]:
    if old["stability"] != new["stability"]:
        yield _grade(old), f"{old['stability']} became {new['stability']}"
    if old["terms"] != new["terms"]:
        yield _grade(old), "the request, the settings, the masks, the absent headers or the end changed"
    for file in sorted(old["files"] | new["files"]):
        if old["files"].get(file) != new["files"].get(file):
            yield _grade(old) if file in SEEN_BY_CLIENTS else "internal", f"{file} {_verb(file, old, new)}"


def _grade(old: Entry) -> str:
    """Return what a change that clients see is called: a draft has promised nothing."""
    return "BREAKING" if old["stability"] == "stable" else "internal"


def _verb(file: str, old: Entry, new: Entry) -> str:
    if file not in new["files"]:
        return "removed"
    return "changed" if file in old["files"] else "added"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Write contracts/index.json, or judge it.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when the index is stale")
    parser.add_argument("--against", type=Path, metavar="OLD", help="tell what changed since this older index.json")
    options = parser.parse_args(arguments)
    try:
        index = build(ROOT / VERSION)
    except Unfinished as error:
        print(error, file=sys.stderr)
        return 1
    if options.against:
        return _report(json.loads(options.against.read_bytes()), index)
    if options.check:
        return _check(index)
    INDEX.write_text(encode(index), encoding="utf-8", newline="\n")
    return 0


def _check(index: Index) -> int:
    if INDEX.is_file() and INDEX.read_bytes() == encode(index).encode():
        return 0
    print("contracts/index.json is stale; write it with: python contracts/index.py", file=sys.stderr)
    return 1


def _report(old: Index, new: Index) -> int:
    changes = list(compare(old, new))
    for grade, what in changes:
        print(f"{grade:<9} {what}")
    breaking = sum(grade == "BREAKING" for grade, _ in changes)
    print(f"{len(changes)} changes, {breaking} breaking")
    return 1 if breaking else 0


if __name__ == "__main__":
    sys.exit(main())
