import pytest

from fakes.model import client_json
from fakes.model.client_json import DEEPEST


def nested(depth: int) -> str:
    return '{"a":' * (depth - 1) + "[]" + "}" * (depth - 1)


READ = {
    "a scalar": ("1.5", 1.5),
    "many brackets side by side": (f"[{','.join(['[]'] * 500)}]", [[]] * 500),
    "brackets in a string": (f'["{"[" * 500}"]', ["[" * 500]),
    "a quotation mark in a string": (f'["\\\\\\"{"[" * 500}"]', [f'\\"{"[" * 500}']),
}


@pytest.mark.parametrize("case", READ)
def test_json_is_read(case: str) -> None:
    text, value = READ[case]

    assert client_json.read(text) == value


@pytest.mark.parametrize("text", ["", "{", "[1,]", "NaN", "[-Infinity]", "9" * 5000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        client_json.read(text)


@pytest.mark.parametrize("depth", [DEEPEST + 1, 950, 5000, 100_000])
def test_what_is_nested_too_deep_is_refused_however_deep_this_python_reads(depth: int) -> None:
    with pytest.raises(ValueError, match=f"nested more than {DEEPEST} deep"):
        client_json.read(nested(depth))


def test_as_deep_as_it_may_be_is_read() -> None:
    assert client_json.read(nested(DEEPEST)) is not None
