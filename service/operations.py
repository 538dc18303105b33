"""The operations of an application, by name: the service's own and those that it is extended with.

::

    from service.operations import OperationContext, operation

    @operation("summarize")
    async def summarize(payload: Summarize, context: OperationContext) -> Summary: ...

A module that says so is named in the setting OPERATIONS. Then ``{"action": "summarize", "payload": {...}}`` is answered
by the buffered handler with ``{"success": true, "data": {...}}``.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from service.completion import Completion
from service.operation import Operation
from service.operation_context import OperationContext

__all__ = ["REGISTERED", "Completion", "Operation", "OperationContext", "Operations", "operation"]

_F = TypeVar("_F", bound=Callable[..., object])


class Operations:
    """A registry. It is also the collection of its names."""

    def __init__(self) -> None:
        self._by_name: dict[str, Operation] = {}

    def operation(self, name: str) -> Callable[[_F], _F]:
        """Return a decorator that registers a function under this name, and leaves it as it is.

        Raises:
            ValueError: by the decorator: no name for an action, or one that is taken.
            TypeError: by the decorator: the function can't be called with a payload and a context.
        """

        def register(function: _F) -> _F:
            self.add(Operation.of(name, function))
            return function

        return register

    def add(self, operation: Operation) -> None:
        """Register an operation.

        Raises:
            ValueError: the name is taken.
        """
        if operation.name in self._by_name:
            raise ValueError(f"there is an operation {operation.name!r} already")
        self._by_name[operation.name] = operation

    def get(self, name: str) -> Operation | None:
        """Return the operation of this name."""
        return self._by_name.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


REGISTERED = Operations()
"""What ``operation`` registers: the operations of this process."""

operation = REGISTERED.operation
