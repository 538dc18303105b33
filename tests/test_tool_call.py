import pytest

from service.tool_call import Call

OBJECTS = ["{}", '{"a": 1}', ' {"a": {"b": [1.50]}}\n', '{"a": "\\ud83d"}', '{"a":1,"a":2}']
OTHERS = {
    "nothing": "",
    "blanks": " ",
    "cut off": '{"a": ',
    "an array": "[1]",
    "a number": "5",
    "null": "null",
    "a text": '"{}"',
    "words": "Paris",
    "two objects": "{}{}",
    "a number that JSON does not have": '{"a": NaN}',
    "nested too deeply": '{"a":' * 100_000,
}


@pytest.mark.parametrize("text", OBJECTS)
def test_the_model_is_told_the_object_that_it_wrote(text: str) -> None:
    assert Call("c", "f", text).json() == text


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_no_object_is_told_as_an_empty_one(text: str) -> None:
    call = Call("c", "f", text)
    assert call.json() == "{}"
    # What it wrote is still known.
    assert call.text == text


def test_a_call_begins_with_nothing() -> None:
    assert Call("c", "f").text == ""
