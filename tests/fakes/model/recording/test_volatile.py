import pytest

from fakes.model.recording import Volatile

DOCUMENT = {
    "user": "u-1",
    "metadata": {"user_id": "u-1", "topic": "x"},
    "messages": [{"id": "m-1", "content": "On 2024-01-01"}, {"id": "m-2", "content": ["2024-01-02"]}],
    "odd name": [1, 2],
    "n": 3,
}
SETTLED: dict[str, tuple[str, object]] = {
    "a name": ("$.user", {**DOCUMENT, "user": "[volatile]"}),
    "a name below": ("$.metadata.user_id", {**DOCUMENT, "metadata": {"user_id": "[volatile]", "topic": "x"}}),
    "every name": ("$.metadata.*", {**DOCUMENT, "metadata": {"user_id": "[volatile]", "topic": "[volatile]"}}),
    "every item": ("$['odd name'][*]", {**DOCUMENT, "odd name": ["[volatile]", "[volatile]"]}),
    "an item": ('$["odd name"][1]', {**DOCUMENT, "odd name": [1, "[volatile]"]}),
    "an object": ("$.metadata", {**DOCUMENT, "metadata": "[volatile]"}),
    "what is not there": ("$.metadata.session.id", DOCUMENT),
    "an item of an object": ("$.metadata[0]", DOCUMENT),
    "a name in a number": ("$.n.x", DOCUMENT),
}


@pytest.mark.parametrize(("path", "settled"), SETTLED.values(), ids=SETTLED)
def test_a_volatile_place_holds_a_placeholder(path: str, settled: object) -> None:
    volatile = Volatile(paths=[path])

    assert volatile.settle(DOCUMENT) == settled
    assert volatile.settle(settled) == settled


def test_volatile_text_is_replaced_in_every_string() -> None:
    settled = Volatile(paths=[], patterns=[r"\d{4}-\d\d-\d\d", "^u-.$"]).settle(DOCUMENT)

    assert settled == {
        "user": "[volatile]",
        "metadata": {"user_id": "[volatile]", "topic": "x"},
        "messages": [{"id": "m-1", "content": "On [volatile]"}, {"id": "m-2", "content": ["[volatile]"]}],
        "odd name": [1, 2],
        "n": 3,
    }


def test_by_default_names_of_users_and_sessions_are_volatile_and_what_the_model_sees_is_not() -> None:
    document = {
        "user": "u",
        "metadata": {"user_id": "u", "session_id": "s", "topic": "x"},
        "prompt": "u",
        "stream": True,
    }

    assert Volatile().settle(document) == {
        "user": "[volatile]",
        "metadata": {"user_id": "[volatile]", "session_id": "[volatile]", "topic": "x"},
        "prompt": "u",
        "stream": True,
    }


@pytest.mark.parametrize("path", ["", "$", "user", "$user", "$.", "$..id", "$.a[-1]", "$.a[?(@.b)]", "$.a b", ".user"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="is no place in a body"):
        Volatile(paths=[path])


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a regular expression: "):
        Volatile(patterns=["("])
