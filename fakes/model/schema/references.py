"""``$ref`` -> the schema that it leads to, in the same document."""

from typing import Any
from urllib.parse import unquote


class NowhereError(ValueError):
    """There is no schema in that place."""


def resolve(reference: str, root: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the schema at ``#`` or ``#/a/json/pointer``.

    Raises:
        NowhereError: nothing stands there, or no schema.
    """
    place = root
    _, *steps = unquote(reference.removeprefix("#")).split("/")
    for step in steps:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(place, dict) and name in place:
            place = place[name]
        elif isinstance(place, list) and name.isascii() and name.isdigit() and int(name) < len(place):
            place = place[int(name)]
        else:
            raise NowhereError(f"'{reference}' leads nowhere")
    if not isinstance(place, dict | bool) or (reference != "#" and not reference.startswith("#/")):
        raise NowhereError(f"'{reference}' leads to no schema")
    return place
