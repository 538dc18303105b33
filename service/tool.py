"""A tool: a typed function that the model may call."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from service.docstring import Docstring
from service.tool_arguments import ToolArguments
from service.tool_context import ToolContext
from service.tool_signature import ToolSignature
from service.tool_spec import ToolSpec

Approval = bool | Callable[[Mapping[str, Any]], bool | Awaitable[bool]]
"""Whether the user is asked before a call, or a function that says so of its arguments; a sync one runs in a thread."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Tool(Struct, frozen=True, kw_only=True):
    """A named function. It may be async, or sync and then runs in a thread; a generator shows what it has so far.

    Attributes:
        name: what the model calls.
        description: what the model is told.
        function: called with named arguments; what it returns, or yields last, is anything that pydantic can make JSON
            of.
        arguments: those it takes.
        context: its parameter for a ToolContext; None: it has none.
        needs_approval: whether the user is asked first.
        client: whether the client makes the call, and not we: then the function only says what it looks like.
    """

    name: str
    description: str
    function: Callable[..., object]
    arguments: ToolArguments
    context: str | None = None
    needs_approval: Approval = False
    client: bool = False

    @classmethod
    def of(
        cls,
        function: Callable[..., object],
        *,
        name: str | None = None,
        needs_approval: Approval = False,
        client: bool = False,
    ) -> "Tool":
        """Return the tool; its name is the function's, unless told otherwise.

        Raises:
            ValueError: no name for a tool.
            TypeError: the function can't be called with named arguments of known types.
        """
        name = getattr(function, "__name__", "") if name is None else name
        signature = ToolSignature.of(name, function)
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a tool: 1 to 64 of A-Z, a-z, 0-9, _ and -")
        if not (isinstance(needs_approval, bool) or callable(needs_approval)):
            raise TypeError(f"tool {name!r}: needs_approval must be a boolean or a function, not {needs_approval!r}")
        if client and (needs_approval or signature.context):
            raise TypeError(f"tool {name!r}: the client makes the call, so it asks its user itself and has no context")
        docstring = Docstring.of(function)
        return cls(
            name=name,
            description=docstring.text,
            function=function,
            arguments=ToolArguments(signature.arguments, docstring.parameters),
            context=signature.context,
            needs_approval=needs_approval,
            client=client,
        )

    @property
    def spec(self) -> ToolSpec:
        """What the model is told.

        Raises:
            TypeError: JSON has no form for a parameter's type.
        """
        try:
            return ToolSpec(self.name, self.description, self.arguments.schema)
        except TypeError as error:
            raise TypeError(f"tool {self.name!r}: {error}") from error

    def call(self, values: Mapping[str, object], context: ToolContext) -> Callable[[], object]:
        """Return the function with everything that it is called with."""
        return partial(self.function, **values, **({} if self.context is None else {self.context: context}))
