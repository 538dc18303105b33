import pytest

from fakes.platform import Bandwidth
from fakes.platform.bandwidth import Shaper

pytestmark = pytest.mark.anyio


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_the_first_bytes_are_free_and_the_rest_comes_at_the_rate() -> None:
    clock = Clock()
    shaper = Shaper(Bandwidth(free=100, rate=10, clock=clock, sleep=clock.sleep))
    for _ in range(3):
        await shaper.take(50)
    assert clock.slept == [5.0]
    clock.now += 60
    await shaper.take(50)
    assert clock.slept == [5.0]


async def test_without_a_bandwidth_nothing_waits() -> None:
    await Shaper(None).take(10**12)


def test_the_platform_s_bandwidth_is_aws_s() -> None:
    assert (Bandwidth().free, Bandwidth().rate) == (6 * 2**20, 2 * 2**20)
