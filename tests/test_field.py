from collections.abc import Callable

import pytest

from service.errors import InvalidRequest
from service.field import JSON, Field

READERS: dict[str, Callable[[Field], object]] = {
    "an object": Field.object,
    "an array": lambda field: [item.value for item in field.items()],
    "a string": Field.string,
    "a boolean": Field.boolean,
}
VALUES: list[tuple[JSON, str]] = [
    (None, "null"),
    (True, "a boolean"),
    (False, "a boolean"),
    (0, "a number"),
    (1.5, "a number"),
    ("", "a string"),
    ("text", "a string"),
    ([], "an array"),
    ([1, None], "an array"),
    ({}, "an object"),
    ({"a": 1}, "an object"),
]
"""A value, and what it is called in a complaint."""

right = [(value, name) for value, name in VALUES if name in READERS]
wrong = [(value, name, expected) for value, name in VALUES for expected in READERS if expected != name]


@pytest.mark.parametrize(("value", "name"), right, ids=repr)
def test_a_reader_returns_a_value_of_its_type(value: JSON, name: str) -> None:
    assert READERS[name](Field(value)) == value


@pytest.mark.parametrize(("value", "name", "expected"), wrong, ids=repr)
def test_a_reader_refuses_any_other_type_and_says_which(value: JSON, name: str, expected: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        READERS[expected](Field(value, "messages[2].content"))
    assert caught.value.message == f"messages[2].content must be {expected}, not {name}"


@pytest.mark.parametrize("value", [value for value, name in VALUES if name != "an object"], ids=repr)
@pytest.mark.parametrize("read", [Field.member, Field.required, Field.text], ids=lambda read: read.__name__)
def test_only_an_object_has_members(read: Callable[[Field, str], object], value: JSON) -> None:
    with pytest.raises(InvalidRequest, match=r"^body must be an object, not "):
        read(Field(value, "body"), "x")


def test_the_document_itself_is_called_the_request_body() -> None:
    assert Field(None).fail("is odd").message == "request body is odd"


@pytest.mark.parametrize(("path", "expected"), [("", "a"), ("body", "body.a")], ids=["of the document", "of a field"])
def test_a_member_is_named_by_the_path_that_leads_to_it(path: str, expected: str) -> None:
    field = Field({"a": 1}, path)
    assert field.member("a") == Field(1, expected)
    assert field.required("a") == Field(1, expected)


@pytest.mark.parametrize(
    ("path", "expected"), [("", "[1]"), ("parts", "parts[1]")], ids=["of the document", "of a field"]
)
def test_an_item_is_named_by_its_index(path: str, expected: str) -> None:
    assert list(Field(["a", "b"], path).items())[1] == Field("b", expected)


@pytest.mark.parametrize("value", [{}, {"a": None}, {"A": 1}], ids=["absent", "null", "of another case"])
def test_a_member_may_be_missing(value: JSON) -> None:
    assert Field(value).member("a") is None
    assert Field(value).text("a") is None
    for path, name in (("", "a"), ("body", "body.a")):
        with pytest.raises(InvalidRequest) as caught:
            Field(value, path).required("a")
        assert caught.value.message == f"{name} is missing"


@pytest.mark.parametrize("value", [False, 0, "", [], {}], ids=repr)
def test_a_member_that_is_false_or_empty_is_there(value: JSON) -> None:
    assert Field({"a": value}).member("a") == Field(value, "a")
    assert Field({"a": value}).required("a") == Field(value, "a")


def test_a_text_is_a_string_that_may_be_missing() -> None:
    assert Field({"a": ""}).text("a") == ""
    with pytest.raises(InvalidRequest, match=r"^a must be a string, not a number$"):
        Field({"a": 1}).text("a")
