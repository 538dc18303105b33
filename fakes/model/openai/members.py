"""A JSON object, some of whose members are others' or nobody's concern."""

from collections.abc import Collection, Mapping

from fakes.model.field import Field


def without(body: Field, names: Collection[str]) -> Field:
    """Return an object without some of its members.

    Raises:
        FieldError: it is no object.
    """
    return Field({name: body.require(name).value for name in body.keys() if name not in names}, body.path)  # noqa: SIM118 - a method


def replaced(body: Field, members: Mapping[str, object]) -> Field:
    """Return an object with some of its members replaced.

    Raises:
        FieldError: it is no object.
    """
    return Field({**{name: body.require(name).value for name in body.keys()}, **members}, body.path)  # noqa: SIM118 - a method
