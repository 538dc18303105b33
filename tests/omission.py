"""Tests that this machine can't run are skipped, counted, and the reason told; in CI they fail.

What the tests of a folder need is an ``Omission``, which their conftest.py checks. ``Omissions`` counts, in
tests/conftest.py: no other is known to the process that hears of every test, whichever of pytest-xdist's has run it.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

_PROPERTY = "omission"


@dataclass(frozen=True)
class Omission:
    """Tests that need something which a machine may not have."""

    kind: str
    """What they are called where they are counted, such as client."""

    obstacle: Callable[[], str | None]
    """Returns why they can't be run here; None if they can."""

    told_always: bool = False
    """Also that none of them was skipped is worth a line."""

    def check(self, item: pytest.Item) -> None:
        """Return if the test can be run."""
        if self.told_always:
            self._note(item, "")
        reason = self.obstacle()
        if reason is None:
            return
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        self._note(item, reason)
        pytest.skip(reason)

    def _note(self, item: pytest.Item, reason: str) -> None:
        """Have the test's report take it along, also from one process to another."""
        item.user_properties.append((_PROPERTY, (self.kind, reason)))


class Omissions:
    """The hooks by which they are counted."""

    def __init__(self) -> None:
        self._reasons: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of a test."""
        # The later reports of a test tell the same again.
        if report.when != "setup":
            return
        for name, value in report.user_properties:
            if name == _PROPERTY and isinstance(value, tuple):
                kind, reason = value
                self._reasons.setdefault(kind, []).extend([reason] if reason else [])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Leave the count for scripts/test, whose last lines are what was not run: nobody overlooks it."""
        path = os.environ.get("TOKENWIRE_SKIPPED_CLIENTS")
        # A worker knows only what it has run itself.
        if not path or hasattr(session.config, "workerinput"):
            return
        with Path(path).open("a", encoding="utf-8") as told:
            told.writelines(_line(kind, reasons) for kind, reasons in self._reasons.items())


def _line(kind: str, reasons: list[str]) -> str:
    why = f": {reasons[0]}" if reasons else ""
    return f"{len(reasons)} {kind} {'test' if len(reasons) == 1 else 'tests'} skipped{why}\n"
