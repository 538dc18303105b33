import datetime as dt
import math
from dataclasses import dataclass
from enum import Enum

import pytest
from pydantic import BaseModel, field_serializer

from service.field import JSON
from service.jsonable import jsonable


@dataclass
class Place:
    lat: float


class Size(Enum):
    SMALL = "s"


class Broken(BaseModel):
    size: int = 1

    @field_serializer("size")
    def fail(self, _size: int) -> int:
        raise KeyError("size")


GOOD: list[tuple[object, JSON]] = [
    (None, None),
    ("é\ud83d", "é\ud83d"),
    ([1, 2.5, True], [1, 2.5, True]),
    ((1,), [1]),
    (Place(1.5), {"lat": 1.5}),
    ({Size.SMALL: dt.date(2020, 1, 1)}, {"s": "2020-01-01"}),
]


@pytest.mark.parametrize(("result", "value"), GOOD)
def test_what_pydantic_knows_becomes_json(result: object, value: JSON) -> None:
    assert jsonable(result) == value


@pytest.mark.parametrize("result", [object(), math.nan, [math.inf], {"a": lambda: 1}])
def test_what_json_has_no_form_for_is_refused(result: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        jsonable(result)


def test_what_a_serializer_raises_passes() -> None:
    with pytest.raises(Exception, match="size"):
        jsonable(Broken())
