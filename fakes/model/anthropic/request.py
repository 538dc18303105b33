"""What every request to the API must be, before its parameters are judged."""

from collections.abc import Collection

from fakes.model import client_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.request import Request

VERSION_HEADER = "anthropic-version"
_LATEST = "2026-10-21"
_VERSIONS = (_LATEST, "2023-06-01", "2023-01-01")


def read_version(request: Request) -> bool:
    """Tell whether a request asks for the API as it has been since 2026-10-21, which takes less than it did before.

    Raises:
        ApiError: it names none, or one that never was.
    """
    version = request.header(VERSION_HEADER)
    if not version:
        raise ApiError(400, f"{VERSION_HEADER}: header is required")
    if version not in _VERSIONS:
        raise ApiError(400, f'{VERSION_HEADER}: "{version}" is not a valid version')
    return version == _LATEST


def read_json(request: Request) -> Field:
    """Return the body of a request.

    Raises:
        ApiError: it is no JSON.
    """
    try:
        return Field(client_json.read(request.body.decode()))
    except ValueError:
        raise ApiError(400, "The request body is not valid JSON.", code="invalid_json") from None


def check_members(field: Field, known: Collection[str]) -> None:
    """Judge the names of an object's members.

    Raises:
        FieldError: one of them is not known.
    """
    for name in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
        if name not in known:
            path = f"{field.path}.{name}" if field.path else name
            raise Field(None, path).fail("is not a parameter of this request", "unknown_parameter")


def tagged(field: Field, known: Collection[str], *, name: str = "") -> tuple[str, Field]:
    """Return the type of an object, and the object at the place that the API calls by it, such as ``system[0].text``.

    ``known`` are the types that it may have, ``name`` another place for it.

    Raises:
        FieldError: it is of no known type.
    """
    kind = field.require("type").string()
    if kind not in known:
        expected = ", ".join(f"'{one}'" for one in known)
        raise field.fail(
            f"Input tag '{kind}' found using 'type' does not match any of the expected tags: {expected}", "unknown_tag"
        )
    return kind, Field(field.value, f"{field.path}.{name or kind}")


def flag(field: Field, name: str) -> bool:
    """Return a switch of an object; absent, it is off.

    Raises:
        FieldError: it is no boolean.
    """
    switch = field.get(name)
    return switch is not None and switch.boolean()
