import pytest

from fakes.model.digits import read_digits


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("100", 100), ("007", 7)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert read_digits(text, 0, 100) == number


@pytest.mark.parametrize("text", ["", "101", "0100", "-1", "+1", " 1", "1_0", "1.5", "٣", "²", "9" * 5000])
def test_anything_else_is_an_error_that_shows_it(text: str) -> None:
    with pytest.raises(ValueError, match="must be an integer from 0 to 100") as caught:
        read_digits(text, 0, 100)
    assert text in str(caught.value)
