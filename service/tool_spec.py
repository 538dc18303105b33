"""What a model is told of a tool."""

from msgspec import Struct

from service.field import JSON


class ToolSpec(Struct, frozen=True):
    """A tool that the model may call.

    Attributes:
        name: at most 64 of A-Z, a-z, 0-9, ``_`` and ``-``, as every provider wants it.
        description: when to call it and what it does; may be empty.
        parameters: JSON schema of the arguments, of type ``object``.
    """

    name: str
    description: str
    parameters: dict[str, JSON]
