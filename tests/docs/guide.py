"""docs/FAKE_MODEL.md, taken apart: its sections, the blocks in them, and its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

GUIDE = Path(__file__).parents[2] / "docs" / "FAKE_MODEL.md"

Kind = Literal["file", "commands", "output"]

_HEADING = re.compile(r"^## (?:(?P<number>\d+)\. )?(?P<title>.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE_NAME = re.compile(r"# (?P<name>[\w.]+)\n")
_CODE = re.compile(r"`([^`]+)`")
_FILES = {"yaml": ".yaml", "python": ".py"}


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. ``name`` is a file's."""

    kind: Kind
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. ``number`` is a recipe's; the text before the first heading is a section without a title."""

    title: str
    number: int
    text: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every fenced block, in order."""
        return tuple(_read(found["language"], found["text"]) for found in _BLOCK.finditer(self.text))

    def table(self, first: str) -> list[list[str]]:
        """Return the rows, without its heading, of the table whose heading begins with the cell ``first``."""
        rows = [list(_cells(line)) if line.startswith("|") else [] for line in (*self.text.splitlines(), "")]
        begin = next(at for at, row in enumerate(rows) if row and row[0] == first)
        end = rows.index([], begin)
        return rows[begin + 2 : end]


def sections() -> tuple[Section, ...]:
    """Return the page in parts."""
    text = GUIDE.read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    parts = (
        Section(heading["title"], int(heading["number"] or 0), text[heading.end() : end])
        for heading, end in zip(headings, ends, strict=True)
    )
    return (Section("", 0, text[: headings[0].start()]), *parts)


def section(title: str) -> Section:
    """Return the part of a title."""
    return next(part for part in sections() if part.title == title)


def codes(cell: str) -> list[str]:
    """Return what a cell sets in the letters of code."""
    return _CODE.findall(cell)


def _read(language: str, text: str) -> Block:
    if not language:
        return Block("output", text)
    if language == "sh":
        return Block("commands", text)
    named = _FILE_NAME.match(text)
    assert named, f"a block in {language} must begin with the name of its file:\n{text}"
    assert named["name"].endswith(_FILES[language])
    return Block("file", text, named["name"])


def _cells(line: str) -> Iterator[str]:
    yield from (cell.strip() for cell in line.strip().strip("|").split("|"))
