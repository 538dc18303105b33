import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from service.providers.lean.first_of import first_of

pytestmark = pytest.mark.anyio

Attempt = Callable[[], Coroutine[Any, Any, str]]


class Race:
    """Attempts that wait for their turn, and what became of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("service.providers.lean.first_of.HEAD_START", 0.02)
        self.begun: list[str] = []
        self.cancelled: list[str] = []
        self.discarded: list[str] = []

    def attempt(
        self, name: str, seconds: float, failure: Exception | None = None, *, stubborn: bool = False
    ) -> Attempt:
        async def run() -> str:
            self.begun.append(name)
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                self.cancelled.append(name)
                if not stubborn:
                    raise
            if failure is not None:
                raise failure
            return name

        return run

    async def of(self, *attempts: Attempt) -> str:
        return await first_of(attempts, self.discarded.append)


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch) -> Race:
    return Race(monkeypatch)


async def test_one_that_is_quick_is_the_only_one(race: Race) -> None:
    assert await race.of(race.attempt("a", 0), race.attempt("b", 0)) == "a"
    assert race.begun == ["a"]


async def test_a_slow_one_is_overtaken_and_cancelled(race: Race) -> None:
    assert await race.of(race.attempt("a", 60), race.attempt("b", 0), race.attempt("c", 0)) == "b"
    await asyncio.sleep(0)
    assert (race.begun, race.cancelled, race.discarded) == (["a", "b"], ["a"], [])


async def test_a_failure_lets_the_next_one_begin_at_once(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.lean.first_of.HEAD_START", 60)
    assert await race.of(race.attempt("a", 0, OSError("no")), race.attempt("b", 0)) == "b"


async def test_a_slow_failure_leaves_it_to_who_still_runs(race: Race) -> None:
    assert await race.of(race.attempt("a", 0.1, OSError("no")), race.attempt("b", 0.3)) == "b"
    assert race.cancelled == []


async def test_the_last_failure_is_told(race: Race) -> None:
    with pytest.raises(OSError, match="neither"):
        await race.of(race.attempt("a", 0, OSError("no")), race.attempt("b", 0, OSError("neither")))


async def test_the_only_ones_failure_is_its_own(race: Race) -> None:
    with pytest.raises(OSError, match="no"):
        await race.of(race.attempt("a", 0, OSError("no")))


async def test_none_is_a_failure(race: Race) -> None:
    with pytest.raises(OSError, match="no address"):
        await race.of()


async def test_what_comes_too_late_is_discarded(race: Race) -> None:
    assert await race.of(race.attempt("a", 60, stubborn=True), race.attempt("b", 0)) == "b"
    for _ in range(3):
        await asyncio.sleep(0)
    assert race.discarded == ["a"]


async def test_a_defect_passes_through(race: Race) -> None:
    with pytest.raises(LookupError):
        await race.of(race.attempt("a", 60), race.attempt("b", 0, LookupError()))
    await asyncio.sleep(0)
    assert race.cancelled == ["a"]


async def test_cancelling_the_race_cancels_who_runs(race: Race) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await race.of(race.attempt("a", 60), race.attempt("b", 60))
    await asyncio.sleep(0)
    assert sorted(race.cancelled) == ["a", "b"]
