import pytest

from service.usage import Usage

SUMS: dict[str, tuple[Usage, Usage, Usage]] = {
    "both": (Usage(1, 2), Usage(10, 20), Usage(11, 22)),
    "nobody": (Usage(), Usage(), Usage()),
    "one of them": (Usage(1, 2), Usage(), Usage(1, 2)),
    "each half": (Usage(1, None), Usage(None, 2), Usage(1, 2)),
    "half of one": (Usage(1, 2), Usage(10, None), Usage(11, 2)),
    "zero is a count": (Usage(0, None), Usage(None, 0), Usage(0, 0)),
}


@pytest.mark.parametrize(("one", "other", "both"), SUMS.values(), ids=SUMS)
def test_a_sum_knows_what_either_knows(one: Usage, other: Usage, both: Usage) -> None:
    assert one + other == both
    assert other + one == both
