import pytest

from service.field import JSON
from service.providers.lenient import object_of, objects_of, text_of

STRANGE: list[JSON] = [None, True, 1, 1.5, "x", [], {}, ["x"], {"a": 1}]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_what_is_not_there_is_empty(value: JSON) -> None:
    assert object_of(value) == (value if isinstance(value, dict) else {})
    assert list(objects_of(value)) == []
    assert text_of({"a": value}, "a") == (value if isinstance(value, str) else "")
    assert text_of({}, "a") == ""


def test_only_an_arrays_objects_are_taken() -> None:
    assert list(objects_of([1, {"a": 1}, None, {}, [{}]])) == [{"a": 1}, {}]
