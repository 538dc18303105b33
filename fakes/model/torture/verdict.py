"""What a client survived."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from fakes.model.torture.judgement import Finding
from fakes.model.torture.trial import Concern

_MARKS = {"PASS": "ok", "FAIL": "FAIL", "none": "-", "skip": "skipped"}
_HEADINGS = ("scenario", "fault", "verdict", "finding", "detail")
_DETAIL_WIDTH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One scenario with one fault: what it is about, what was found, and the facts, in words."""

    scenario: str
    fault: str
    concern: Concern
    finding: Finding
    requests: int = 0
    how: str = ""

    @property
    def detail(self) -> str:
        """How the client ended, in at most 72 characters, and how often it asked."""
        if self.finding.level == "skip":
            return self.how
        asked = f"{self.requests} request{'' if self.requests == 1 else 's'}"
        how = self.how if len(self.how) <= _DETAIL_WIDTH else f"{self.how[: _DETAIL_WIDTH - 3]}..."
        return f"{asked}, {how}"

    @property
    def row(self) -> tuple[str, ...]:
        """The cell as a line of the table."""
        return self.scenario, self.fault, _MARKS[self.finding.level], self.finding.word, self.detail


@dataclass(frozen=True, slots=True)
class Verdict:
    """All cells, in the order of the scenarios and then of the faults."""

    cells: tuple[Cell, ...]

    @property
    def failures(self) -> tuple[Cell, ...]:
        """The cells in which the client failed."""
        return tuple(cell for cell in self.cells if cell.finding.level == "FAIL")

    @property
    def resilient(self) -> bool:
        """Whether the client failed nowhere."""
        return not self.failures

    def table(self) -> str:
        """Return the cells as aligned text, and how many were survived of each concern."""
        lines = _aligned((_HEADINGS, *(cell.row for cell in self.cells)))
        return "\n".join((*lines, "", *self._summary()))

    def as_json(self) -> str:
        """Return the same for machines."""
        return json.dumps(
            {
                "resilient": self.resilient,
                "cells": [
                    {
                        "scenario": cell.scenario,
                        "fault": cell.fault,
                        "concern": cell.concern,
                        "verdict": cell.finding.level.lower(),
                        "finding": cell.finding.word,
                        "requests": cell.requests,
                        "ending": cell.how,
                    }
                    for cell in self.cells
                ],
            },
            indent=2,
            ensure_ascii=False,
        )

    def assert_resilient(self) -> None:
        """Do nothing if the client failed nowhere.

        Raises:
            AssertionError: it did; the text is the table.
        """
        if not self.resilient:
            raise AssertionError(f"the client did not survive everything:\n{self.table()}")

    def _summary(self) -> Iterator[str]:
        for concern in get_args(Concern):
            levels = [cell.finding.level for cell in self.cells if cell.concern == concern]
            judged = [level for level in levels if level in ("PASS", "FAIL")]
            if judged:
                yield f"{concern}: {judged.count('PASS')} of {len(judged)}"
        tried = [cell for cell in self.cells if cell.finding.level != "skip"]
        single = sum(cell.finding.word != "duplicate" for cell in tried)
        yield f"no duplicate: {single} of {len(tried)}"
        yield f"{len(self.failures)} failed of {len(self.cells)}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
