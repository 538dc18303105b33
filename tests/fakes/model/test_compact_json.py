import json

import pytest

from fakes.model.compact_json import encode

CASES = [
    ({"a": [1, None, True]}, b'{"a":[1,null,true]}'),
    ("é👋", '"é👋"'.encode()),
    ('a\n"\\\x00', b'"a\\n\\"\\\\\\u0000"'),
    ("\ud83d", b'"\\ud83d"'),
    ("x\udc4by", b'"x\\udc4by"'),
]


@pytest.mark.parametrize(("value", "data"), CASES)
def test_json_is_compact_utf_8_and_holds_what_utf_8_cannot(value: object, data: bytes) -> None:
    assert encode(value) == data
    assert json.loads(data) == value


def test_what_json_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        encode(float("nan"))
