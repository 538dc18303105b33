import pytest

from fakes.model.recording.differences import differences

LONG = "The quick brown fox jumps over the lazy dog, again and again. "
TABLE: dict[str, tuple[object, object, list[str]]] = {
    "nothing": ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, []),
    "a string": ("a", "b", [': recorded "a", asked "b"']),
    "a member": ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["b: recorded 2, asked 3"]),
    "a member less": ({"a": 1}, {}, ["a: recorded 1, asked nothing"]),
    "a member more": ({}, {"a": None}, ["a: recorded nothing, asked null"]),
    "an item": ({"m": [{"c": "x"}]}, {"m": [{"c": "y"}]}, ['m[0].c: recorded "x", asked "y"']),
    "an item less": ([1, 2], [1], ["[1]: recorded 2, asked nothing"]),
    "an item more": ([1], [1, 2], ["[1]: recorded nothing, asked 2"]),
    "numbers that Python calls equal": (
        [1, 1, 0],
        [True, 1.0, False],
        [
            "[0]: recorded 1, asked true",
            "[1]: recorded 1, asked 1.0",
            "[2]: recorded 0, asked false",
        ],
    ),
    "another type": ({"a": []}, {"a": {}}, ["a: recorded [], asked {}"]),
    "the end of a long text": (
        LONG * 3 + "one" + LONG,
        LONG * 3 + "two" + LONG,
        [f": recorded ...ain and again. one{LONG[:42]}..., asked ...ain and again. two{LONG[:42]}..."],
    ),
    "the beginning of a long text": (
        f"x{LONG}",
        f"y{LONG}",
        [f': recorded "x{LONG[:58]}..., asked "y{LONG[:58]}...'],
    ),
    "a text that goes on": (LONG, f"{LONG}!", [f': recorded ...{LONG[-15:]}", asked ...{LONG[-15:]}!"']),
}


@pytest.mark.parametrize(("recorded", "asked", "told"), TABLE.values(), ids=TABLE)
def test_every_difference_is_told_at_its_deepest_place(recorded: object, asked: object, told: list[str]) -> None:
    assert [str(difference) for difference in differences(recorded, asked)] == told
