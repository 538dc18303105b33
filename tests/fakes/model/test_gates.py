import asyncio

import pytest

from fakes.model.gates import Gates, gate_name
from tests.fakes.model.raw_client import PATIENCE

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", ["a", "A-Z_0.9", "x" * 64])
def test_a_name_is_ascii_letters_digits_and_three_signs(name: str) -> None:
    assert gate_name(name) == name


@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a/b", "é", "a\n"], ids=repr)
def test_what_is_no_name_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="must be 1 to 64 characters of A-Z, a-z, 0-9"):
        gate_name(name)


async def test_a_gate_is_closed_until_it_is_opened_and_stays_open() -> None:
    gates = Gates()
    passing = [asyncio.create_task(gates.passed("a")) for _ in range(2)]
    await gates.awaited("a", PATIENCE)
    await asyncio.sleep(0)
    assert (gates.is_open("a"), gates.waiting("a"), gates.names()) == (False, 2, {"a": (False, 2)})

    gates.open("a")
    await asyncio.gather(*passing)
    assert (gates.is_open("a"), gates.waiting("a"), gates.names()) == (True, 0, {"a": (True, 0)})


async def test_an_open_gate_is_passed_at_once_and_no_other_with_it() -> None:
    gates = Gates()
    gates.open("a")

    with pytest.raises(StopIteration):
        gates.passed("a").send(None)
    assert (gates.is_open("b"), gates.waiting("b")) == (False, 0)


async def test_who_waited_when_a_gate_was_opened_passes_though_it_closes_at_once() -> None:
    gates = Gates()
    passing = asyncio.create_task(gates.passed("a"))
    await gates.awaited("a", PATIENCE)

    gates.open("a")
    gates.close("a")
    assert gates.names() == {"a": (False, 1)}
    await passing
    assert gates.names() == {}


async def test_a_gate_that_was_closed_again_holds_back_whoever_comes() -> None:
    gates = Gates()
    gates.open("a")
    gates.close("a")
    gates.close("never heard of")
    assert gates.names() == {}

    passing = asyncio.create_task(gates.passed("a"))
    await gates.awaited("a", PATIENCE)
    assert not passing.done()
    gates.open("a")
    await passing


async def test_who_leaves_is_not_waited_for_any_more_and_the_gate_is_forgotten() -> None:
    gates = Gates()
    passing = asyncio.create_task(gates.passed("a"))
    await gates.awaited("a", PATIENCE)

    passing.cancel()
    await asyncio.wait([passing])
    assert gates.names() == {}


async def test_names_are_sorted() -> None:
    gates = Gates()
    for name in "cab":
        gates.open(name)

    assert list(gates.names()) == ["a", "b", "c"]


async def test_an_arrival_at_another_gate_is_not_the_one_that_is_awaited() -> None:
    gates = Gates()
    arriving = asyncio.create_task(gates.awaited("a", PATIENCE))
    others = [asyncio.create_task(gates.passed("b"))]
    await gates.awaited("b", PATIENCE)
    await asyncio.sleep(0)
    assert not arriving.done()

    others.append(asyncio.create_task(gates.passed("a")))
    await arriving
    for name in "ab":
        gates.open(name)
    await asyncio.gather(*others)


@pytest.mark.parametrize("state", ["open", "closed"])
async def test_nobody_at_a_gate_is_an_error_that_says_whether_it_is_open(state: str) -> None:
    gates = Gates()
    if state == "open":
        gates.open("a")

    with pytest.raises(TimeoutError, match=f"nobody waited before the gate 'a', which is {state}, within 0.01 s"):
        await gates.awaited("a", 0.01)


async def test_all_gates_can_be_closed_at_once_and_who_waits_goes_on_waiting() -> None:
    gates = Gates()
    gates.open("a")
    gates.open("b")
    waiting = asyncio.ensure_future(gates.passed("c"))
    await gates.awaited("c", 10)

    gates.close_all()

    assert gates.names() == {"c": (False, 1)}
    gates.open("c")
    await waiting
