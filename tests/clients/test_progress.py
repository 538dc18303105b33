import pytest

from .progress import Update, arrives_progressively


def updates(*pairs: tuple[float, int]) -> list[Update]:
    return [Update(at_ms, length) for at_ms, length in pairs]


STEADY = updates(*((250 + 25 * n, 5 * n) for n in range(1, 41)))
BURST = updates(*((1250 + n, 5 * n) for n in range(1, 41)))


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(STEADY, id="steadily"),
        pytest.param([Update(update.at_ms * 40, update.length) for update in STEADY], id="on a slow machine"),
        pytest.param([Update(update.at_ms / 40, update.length) for update in STEADY], id="on a fast machine"),
        pytest.param(updates((400, 10), (500, 40), (620, 70), (700, 120), (810, 160), (900, 200)), id="in few pieces"),
        pytest.param(updates((250, 100), (300, 120), (350, 140), (400, 160), (450, 200)), id="half of it at first"),
        pytest.param(updates((300, 40), (325, 80), (350, 120), (375, 160), (400, 200)), id="after a long wait"),
        pytest.param(updates((0, 1), (25, 50), (50, 100), (75, 150), (100, 200)), id="at once"),
    ],
)
def test_text_that_grows_into_view_arrives_progressively(seen: list[Update]) -> None:
    assert arrives_progressively(seen, 200)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param([], id="nothing"),
        pytest.param(updates((1250, 200)), id="all at once"),
        pytest.param(updates((250, 20), (1250, 200)), id="a beginning and the rest"),
        pytest.param(BURST, id="one burst after the whole wait"),
        pytest.param([Update(update.at_ms / 1000, update.length) for update in BURST], id="one burst, quickly"),
        pytest.param(updates((250, 1), *((1250 + n, 5 * n) for n in range(1, 41))), id="a first word, then a burst"),
        pytest.param(updates(*((250 + n, 4 * n) for n in range(1, 40)), (1250, 200)), id="a burst, then a last word"),
        pytest.param(updates((250, 101), (300, 120), (350, 140), (400, 160), (450, 200)), id="most of it at first"),
        pytest.param(updates((301, 40), (325, 80), (350, 120), (375, 160), (400, 200)), id="too late"),
        pytest.param(updates(*((100, 40 * n) for n in range(1, 6))), id="without time"),
        pytest.param(STEADY[:-1], id="and breaks off"),
    ],
)
def test_text_that_appears_does_not_arrive_progressively(seen: list[Update]) -> None:
    assert not arrives_progressively(seen, 200)
