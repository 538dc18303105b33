"""Where templates run, and can do no harm.

A template sees data and nothing else: no attribute that begins with an underscore, no function of the system, no file.
It has no chance either (``random`` and ``lipsum`` are gone). What makes much of little is gone or bounded, so that a
slip does not fill the memory; against somebody who means it, that is no wall.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

LARGEST_OUTPUT = 1_000_000
"""How much one template may write, in characters."""

_LONGEST_RANGE = 1000
_NO_FILTERS = ("random", "center", "format", "indent", "pprint", "wordwrap", "xmlattr", "urlize")
_NO_METHODS = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map"))


class TemplateFailed(ValueError):
    """A template that cannot be read or filled in. Its text says why."""


def render(text: str, values: Mapping[str, object]) -> str:
    """Return a template filled in.

    Raises:
        TemplateFailed: it is none, uses what is not there, or writes too much.
    """
    try:
        return _joined(sandbox().from_string(text).generate(values))
    except TemplateFailed:
        raise
    except Exception as error:  # noqa: BLE001 - an expression may raise anything, and all of it is the template's fault
        raise TemplateFailed(f"cannot be filled in: {error}") from None


def _joined(pieces: Iterable[str]) -> str:
    written: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST_OUTPUT:
            raise TemplateFailed(f"writes more than {LARGEST_OUTPUT} characters")
        written.append(piece)
    return "".join(written)


@cache
def sandbox() -> "SandboxedEnvironment":
    """Return the environment of all templates."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - only scenarios with templates need it
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - only scenarios with templates need it

    class _Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%", "+"))

        def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
            if isinstance(obj, str) and attr in _NO_METHODS:
                return False
            return super().is_safe_attribute(obj, attr, value)

        def call_binop(self, context: "Context", operator: str, left: object, right: object) -> object:
            _check_operands(operator, left, right)
            return super().call_binop(context, operator, left, right)

    environment = _Sandbox(undefined=StrictUndefined, keep_trailing_newline=True)
    for name in _NO_FILTERS:
        del environment.filters[name]
    environment.globals.clear()
    environment.globals["range"] = _short_range
    return environment


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise TemplateFailed(f"counts over more than {_LONGEST_RANGE} numbers")
    return numbers


def _check_operands(operator: str, left: object, right: object) -> None:
    if operator == "**":
        raise TemplateFailed("raises a number to a power, which templates cannot")
    if operator == "+":
        size = sum(len(side) for side in (left, right) if isinstance(side, str | list | tuple))
    elif not isinstance(left, int | float) or not isinstance(right, int | float):
        raise TemplateFailed(f"uses '{operator}' on what is no number")
    else:
        size = 0
    if size > LARGEST_OUTPUT:
        raise TemplateFailed(f"makes a text of more than {LARGEST_OUTPUT} characters")
