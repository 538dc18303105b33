import pytest

from tests.docs.comparison import fits


@pytest.mark.parametrize(
    ("expected", "printed", "right"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a  \nb\n\n\n", True),
        ("a\nb\n", "a\n", False),
        ("a\n", "a\nb\n", False),
        ("a\nb\n", "b\na\n", False),
        ("a...c\n", "a and c\n", True),
        ("a...c\n", "a and\nc\n", False),
        ("a...\n", "a\n", True),
        ("a\n...\nc\n", "a\nb\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\n", True),
        ("a\n...\nc\n", "a\nb\n", False),
        ("(a|b)\n", "a\n", False),
    ],
)
def test_three_dots_stand_for_what_is_left_out_and_nothing_else_does(
    expected: str, printed: str, *, right: bool
) -> None:
    assert fits(expected, printed) is right
