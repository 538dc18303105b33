"""What stands in a provider's JSON, if it stands there: servers that only resemble each other leave members out."""

from collections.abc import Iterator, Mapping

from service.field import JSON


def object_of(value: JSON) -> dict[str, JSON]:
    """Return the object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects_of(value: JSON) -> Iterator[dict[str, JSON]]:
    """Yield the objects in an array; nothing where there is none."""
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text_of(holder: Mapping[str, JSON], name: str) -> str:
    """Return the member's text; an empty one where it has none."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""
