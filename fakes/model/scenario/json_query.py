"""A JSONPath query over a request's body, and what it must find."""

from collections.abc import Callable

from fakes.model import compact_json
from fakes.model.field import Field
from fakes.model.scenario.condition import Condition, shown
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.text_test import OPERATORS, TextTest

Find = Callable[[object], list[object]]


def read_query(path: str, field: Field) -> Condition:
    """Return the condition that ``path`` (RFC 9535) finds a value, or a text.

    Raises:
        FieldError: the path is none, or a test in ``field`` is wrong.
    """
    find = _compiled(path, field)

    def got(heard: Heard) -> str:
        found = find(heard.body)
        return (
            shown("; ".join(compact_json.encode(value).decode(errors="replace") for value in found))
            if found
            else ("nothing")
        )

    name, value = f"json.{path}", field.value
    if isinstance(value, dict) and value and set(value) <= set(OPERATORS):
        test = TextTest.read(field, plain="exact")
        return Condition(
            name,
            str(test),
            lambda heard: any(isinstance(found, str) and test.holds(found) for found in find(heard.body)),
            got,
        )
    wanted = compact_json.encode(value)
    return Condition(
        name,
        wanted.decode(errors="replace"),
        lambda heard: any(_same(value, found) for found in find(heard.body)),
        got,
    )


def _compiled(path: str, field: Field) -> Find:
    import jsonpath_rfc9535  # noqa: PLC0415 - only scenarios with queries need it

    if not path.startswith("$"):
        raise field.fail("is no JSONPath: it must begin with '$'")
    try:
        query = jsonpath_rfc9535.compile(path)
    except jsonpath_rfc9535.JSONPathError:
        # Its own words differ from release to release.
        raise field.fail("is no JSONPath as RFC 9535 has it") from None

    def find(body: object) -> list[object]:
        return [node.value for node in query.find(body)] if isinstance(body, dict | list) else []

    return find


def _same(wanted: object, found: object) -> bool:
    """Return whether two JSON values are equal. Python holds that 1 is true, JSON does not."""
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(_same(wanted[key], found[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_same, wanted, found))
    return wanted == found
