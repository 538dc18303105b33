import pytest

from service.resume.batch import LARGEST, batch

HALF = b"x" * (LARGEST // 2)
WHOLE = b"x" * LARGEST


@pytest.mark.parametrize(
    ("pieces", "start", "sizes"),
    [
        ([], 0, []),
        ([b"a", b"bb"], 0, [1, 2]),
        ([b"a", b"bb"], 1, [2]),
        ([b"a", b"bb"], 2, []),
        ([HALF, HALF, b"a"], 0, [len(HALF)] * 2),
        ([HALF, b"a", HALF], 0, [len(HALF), 1]),
        ([WHOLE, b"a"], 0, [LARGEST]),
        ([WHOLE + b"x", b"a"], 0, [LARGEST + 1]),
    ],
    ids=["nothing", "all", "the rest", "no rest", "exactly", "too much", "one", "one that is too large"],
)
def test_a_batch_is_what_fits_and_at_least_one(pieces: list[bytes], start: int, sizes: list[int]) -> None:
    assert [len(piece) for piece in batch(pieces, start)] == sizes
