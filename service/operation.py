"""An action that is answered with JSON: a function of its payload."""

import inspect
import re
from collections.abc import Callable
from functools import partial

import anyio
import anyio.to_thread
from msgspec import Struct

from service import json_text
from service.errors import DeadlineExceeded, InternalError, ServiceError, ServiceStopping
from service.field import Field
from service.jsonable import jsonable
from service.operation_context import OperationContext
from service.payload_type import PayloadType
from service.requests import STREAMED_ACTION
from service.sole_failure import sole_failure

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-._][a-z0-9]+)*")
_MAX_NAME = 64
_MOST_PARAMETERS = 2
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Operation(Struct, frozen=True, kw_only=True):
    """A named function. It may be async, or sync and then runs in a thread of its own.

    Attributes:
        name: the ``action`` that asks for it.
        function: ``(payload)`` or ``(payload, context)``; what it returns is anything that pydantic can make JSON of.
        payload: the type of its first parameter.
        wants_context: whether it has a second one.
    """

    name: str
    function: Callable[..., object]
    payload: PayloadType
    wants_context: bool

    @classmethod
    def of(cls, name: str, function: Callable[..., object]) -> "Operation":
        """Return the operation.

        Raises:
            ValueError: no name for an action.
            TypeError: the function can't be called with a payload and a context.
        """
        if not _NAME.fullmatch(name) or len(name) > _MAX_NAME or name == STREAMED_ACTION:
            raise ValueError(
                f"{name!r} is no name for an operation: {_MAX_NAME} lower-case letters and digits at most, in words"
                f" joined by - or . or _, and not {STREAMED_ACTION}"
            )
        payload, *rest = _parameters(name, function)
        return cls(
            name=name,
            function=function,
            payload=PayloadType(_annotation(name, function, payload)),
            wants_context=bool(rest),
        )

    async def run(self, payload: Field, context: OperationContext, *, seconds: float) -> bytes:
        """Return the result as JSON.

        Raises:
            InvalidRequest: the payload is not of the operation's type.
            DeadlineExceeded: it took longer than ``seconds``; it was cancelled, or left alone in its thread.
            ServiceStopping: the service stops.
            InternalError: the operation failed, in a way that it has no public word for.
            ServiceError: whatever else the operation raised.
        """
        stop = context.equipment.conversation.stop
        with anyio.move_on_after(seconds) as scope:
            stop.enter(scope)
            try:
                return await self._result(payload, context)
            except ServiceError:
                raise
            except Exception as error:
                failure = sole_failure(error)
                if isinstance(failure, ServiceError):
                    raise failure from None
                raise InternalError(detail=repr(error)) from error
            finally:
                stop.leave(scope)
        raise ServiceStopping if stop.requested else DeadlineExceeded

    async def _result(self, payload: Field, context: OperationContext) -> bytes:
        arguments = (self.payload.read(payload), context) if self.wants_context else (self.payload.read(payload),)
        if inspect.iscoroutinefunction(self.function):
            result = await self.function(*arguments)
        else:
            call = partial(self.function, *arguments)
            result = await anyio.to_thread.run_sync(call, abandon_on_cancel=True)
        return json_text.encode(jsonable(result))


def _parameters(name: str, function: Callable[..., object]) -> list[inspect.Parameter]:
    """Return the parameters that are given something: one or two."""
    if not (inspect.isfunction(function) or inspect.ismethod(function)):
        raise TypeError(f"operation {name!r} must be a function, not {function!r}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"operation {name!r} is answered at once: it must return its result, not yield it")
    given: list[inspect.Parameter] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in _POSITIONAL and len(given) < _MOST_PARAMETERS:
            given.append(parameter)
        elif parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            raise TypeError(f"operation {name!r} is given a payload and a context, and nothing for {parameter.name!r}")
    if not given:
        raise TypeError(f"operation {name!r} must take a payload")
    for context in given[1:]:
        if not _takes_context(context):
            raise TypeError(f"operation {name!r} is given an OperationContext for {context.name!r}")
    return given


def _takes_context(parameter: inspect.Parameter) -> bool:
    annotation = parameter.annotation
    if isinstance(annotation, str):
        # It may be a name that is imported for type checkers only.
        return annotation.rpartition(".")[2].strip("\"'") == OperationContext.__name__
    return annotation in (parameter.empty, OperationContext)


def _annotation(name: str, function: Callable[..., object], payload: inspect.Parameter) -> object:
    if payload.annotation is payload.empty:
        raise TypeError(f"operation {name!r} must say what type {payload.name!r} is of")
    # Only this annotation is looked up: others may name what is imported for type checkers only.
    alone = partial(function)
    alone.__annotations__ = {payload.name: payload.annotation}
    try:
        return inspect.get_annotations(alone, globals=getattr(function, "__globals__", {}), eval_str=True)[payload.name]
    except NameError as error:
        raise TypeError(f"operation {name!r}: the type of {payload.name!r} is not known: {error}") from None
