"""A table of words: aligned for a terminal, or in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """A title, the heads of the columns, and lines; the first column holds words, the others numbers."""

    title: str
    heads: Sequence[str]
    lines: Sequence[Sequence[str]]

    def text(self) -> str:
        """Return it for a terminal."""
        rows = [self.heads, *self.lines]
        first, *others = [max(map(len, column)) for column in zip(*rows, strict=True)]
        drawn = [
            "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], others, strict=True))])
            for row in rows
        ]
        return "\n".join([self.title, *(line.rstrip() for line in drawn)]) + "\n"

    def markdown(self) -> str:
        """Return it in Markdown."""
        rule = ["---", *("---:" for _ in self.heads[1:])]
        rows = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in (self.heads, rule, *self.lines)]
        return "\n".join([f"**{self.title}**", "", *rows]) + "\n"
