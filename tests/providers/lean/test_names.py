import asyncio
import socket

import pytest

from service.providers.lean.names import Names

pytestmark = pytest.mark.anyio


class Directory:
    """Stands in for the system's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, int]] = []
        self.failing = False
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", self._look_up)

    async def _look_up(self, host: str, port: int, *, type: int) -> list[object]:  # noqa: A002 - the loop's
        self.asked.append((host, port))
        if self.failing:
            raise socket.gaierror(-2, "Name or service not known")
        kinds = [(socket.AF_INET6, ("::1", port, 0, 0)), (socket.AF_INET, ("127.0.0.1", port))]
        return [(family, type, 6, "", place) for family, place in [*kinds, *kinds]]


async def test_a_name_is_looked_up_once_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    directory, names = Directory(monkeypatch), Names()
    for _ in range(3):
        assert list(await names.numbers("a.test", 443)) == ["::1", "127.0.0.1"]
    assert directory.asked == [("a.test", 443)]


async def test_then_it_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.providers.lean.names.REMEMBERED_SECONDS", 0.0)
    directory, names = Directory(monkeypatch), Names()
    for _ in range(2):
        await names.numbers("a.test", 443)
    assert len(directory.asked) == 2


async def test_a_name_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    directory, names = Directory(monkeypatch), Names()
    names.forget("a.test", 443)
    await names.numbers("a.test", 443)
    names.forget("a.test", 443)
    await names.numbers("a.test", 443)
    assert len(directory.asked) == 2


async def test_a_failure_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    directory, names = Directory(monkeypatch), Names()
    directory.failing = True
    with pytest.raises(OSError, match="not known"):
        await names.numbers("a.test", 443)
    directory.failing = False
    assert len(await names.numbers("a.test", 443)) == 2


@pytest.mark.parametrize("number", ["127.0.0.1", "::1"])
async def test_a_number_is_not_looked_up(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(monkeypatch)
    assert list(await Names().numbers(number, 443)) == [number]
    assert directory.asked == []
