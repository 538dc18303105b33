"""The tools of an application, by name.

::

    from service.tools import ToolContext, ToolError, tool

    @tool
    async def get_weather(city: str, days: Annotated[int, Field(ge=1)] = 1) -> Weather:
        \"\"\"Return the weather in a city.

        Args:
            city: its name, in English.
        \"\"\"

    @tool(needs_approval=lambda arguments: arguments["amount"] > 100)
    def refund(order: str, amount: int, context: ToolContext) -> Refund: ...

    @tool(client=True)
    def confirm(question: str) -> None:
        \"\"\"Ask the user. The browser does, and sends the answer with its next request: this is never called.\"\"\"

A module that says so is named in the setting TOOLS. What a tool yields is shown at once; the last of it is its result.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, overload

from service.tool import Approval, Tool
from service.tool_context import ToolContext
from service.tool_error import ToolError
from service.tool_spec import ToolSpec

__all__ = ["REGISTERED", "Approval", "Tool", "ToolContext", "ToolError", "ToolSpec", "Tools", "tool"]

_F = TypeVar("_F", bound=Callable[..., object])


class Tools(Mapping[str, Tool]):
    """A registry."""

    def __init__(self) -> None:
        self._by_name: dict[str, Tool] = {}

    @overload
    def tool(self, function: _F, /) -> _F: ...

    @overload
    def tool(
        self,
        function: None = None,
        /,
        *,
        name: str | None = None,
        needs_approval: Approval = False,
        client: bool = False,
    ) -> Callable[[_F], _F]: ...

    def tool(
        self,
        function: Callable[..., object] | None = None,
        /,
        *,
        name: str | None = None,
        needs_approval: Approval = False,
        client: bool = False,
    ) -> Callable[..., object]:
        """Register a function and leave it as it is; without one, return a decorator that does.

        Args:
            function: what is called with named arguments.
            name: what the model calls; None: the function's name.
            needs_approval: whether the user is asked first.
            client: whether the client makes the call; the answer ends with it.

        Raises:
            ValueError: no name for a tool, or one that is taken.
            TypeError: the function can't be called with named arguments of known types.
        """

        def register(function: _F) -> _F:
            self.add(Tool.of(function, name=name, needs_approval=needs_approval, client=client))
            return function

        return register if function is None else register(function)

    def add(self, tool: Tool) -> None:
        """Register a tool.

        Raises:
            ValueError: the name is taken.
        """
        if tool.name in self._by_name:
            raise ValueError(f"there is a tool {tool.name!r} already")
        self._by_name[tool.name] = tool

    def specs(self) -> tuple[ToolSpec, ...]:
        """Return what a model is told of them, in the order in which they were registered.

        Raises:
            TypeError: JSON has no form for a parameter's type.
        """
        return tuple(tool.spec for tool in self.values())

    def __getitem__(self, name: str) -> Tool:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


REGISTERED = Tools()
"""What ``tool`` registers: the tools of this process."""

tool = REGISTERED.tool
