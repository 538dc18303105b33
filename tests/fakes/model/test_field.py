import math

import pytest

from fakes.model.field import Field, FieldError


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_is_finite_whatever_its_bounds(value: float) -> None:
    with pytest.raises(FieldError, match=r"^'pace' must be finite\.$") as refused:
        Field(value, "pace").number(-math.inf, math.inf)
    assert refused.value.code == "invalid_value"


@pytest.mark.parametrize("value", [0, 1, 0.5, 10**400])
def test_a_finite_number_is_returned_as_it_is(value: float) -> None:
    assert Field(value).number(0, math.inf) == value
