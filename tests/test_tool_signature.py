import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import pytest
from pydantic import Field

from service.tool_context import ToolContext
from service.tool_signature import ToolSignature

if TYPE_CHECKING:
    from decimal import Decimal

    from service import tool_context

DEFAULT: list[str] = []


def no_parameters() -> None: ...
def plain(city: str, days: Annotated[int, "limit"] = 1) -> None: ...
def named(*, city: str) -> None: ...
def forward(city: "str", days: "list[int]") -> None: ...
def shared_default(tags: list[str] = DEFAULT) -> None: ...
def context_first(context: ToolContext, city: str) -> None: ...
def context_by_name(city: str, where: "ToolContext") -> None: ...
def context_by_path(city: str, where: "tool_context.ToolContext") -> None: ...
def context_in_quotes(city: str, *, where: "'ToolContext'") -> None: ...  # type: ignore[valid-type] # mypy reads quotes once
def result_for_checkers(city: str) -> "Decimal": ...  # type: ignore[empty-body] # never called


class Shop:
    def find(self, city: str) -> None: ...


@functools.wraps(plain)
def wrapped(*args: object, **kwargs: object) -> None: ...


SERVABLE: list[tuple[Callable[..., object], dict[str, object], str | None]] = [
    (no_parameters, {}, None),
    (plain, {"city": str, "days": Annotated[int, "limit"]}, None),
    (named, {"city": str}, None),
    (forward, {"city": str, "days": list[int]}, None),
    (shared_default, {"tags": list[str]}, None),
    (context_first, {"city": str}, "context"),
    (context_by_name, {"city": str}, "where"),
    (context_by_path, {"city": str}, "where"),
    (context_in_quotes, {"city": str}, "where"),
    (result_for_checkers, {"city": str}, None),
    (Shop().find, {"city": str}, None),
]


@pytest.mark.parametrize(("function", "types", "context"), SERVABLE, ids=[row[0].__name__ for row in SERVABLE])
def test_the_model_fills_every_parameter_but_the_context(
    function: Callable[..., object], types: dict[str, object], context: str | None
) -> None:
    signature = ToolSignature.of("t", function)
    assert {field.name: field.type for field in dataclasses.fields(signature.arguments)} == types
    assert signature.context == context


def test_a_wrapper_takes_what_it_wraps() -> None:
    assert ToolSignature.of("t", wrapped).arguments(city="Lyon").days == 1


def test_a_default_is_the_functions_own() -> None:
    assert ToolSignature.of("t", plain).arguments(city="Lyon").days == 1
    assert ToolSignature.of("t", shared_default).arguments().tags is DEFAULT


def without_a_type(city) -> None: ...  # type: ignore[no-untyped-def] # noqa: ANN001 - that is the mistake
def positional(city: str, /) -> None: ...
def any_positional(*cities: str) -> None: ...
def any_named(**cities: str) -> None: ...
def two_contexts(one: ToolContext, other: ToolContext) -> None: ...
def unknown_type(city: "Nowhere") -> None: ...  # type: ignore[name-defined] # noqa: F821 - that is the mistake
def type_for_checkers(price: "Decimal") -> None: ...
def no_type(city: "1 +") -> None: ...  # type: ignore[valid-type] # noqa: F722 - that is the mistake
def default_of_pydantic(days: int = Field(default=1, ge=1)) -> None: ...


class Callee:
    def __call__(self, city: str) -> None: ...


UNSERVABLE: list[tuple[object, str]] = [
    (5, "tool 't' must be a function, not 5"),
    (print, "tool 't' must be a function, not <built-in"),
    (Callee(), "tool 't' must be a function, not <"),
    (Shop.find, "tool 't' must say what type 'self' is of"),
    (without_a_type, "tool 't' must say what type 'city' is of"),
    (positional, "tool 't' is called with named arguments, which city: str can't be given"),
    (any_positional, "tool 't' is called with named arguments, which *cities: str can't be given"),
    (any_named, "tool 't' is called with named arguments, which **cities: str can't be given"),
    (two_contexts, "tool 't' is given one ToolContext, not 2"),
    (unknown_type, "tool 't': the type of a parameter is not known: name 'Nowhere' is not defined"),
    (type_for_checkers, "tool 't': the type of a parameter is not known: name 'Decimal' is not defined"),
    (no_type, "tool 't': the type of a parameter is not known: Forward reference must be an expression"),
    (default_of_pydantic, "tool 't': what pydantic knows of 'days' belongs into Annotated"),
]


@pytest.mark.parametrize(("function", "complaint"), UNSERVABLE, ids=lambda value: getattr(value, "__name__", None))
def test_what_cannot_be_called_with_named_arguments_of_known_types_is_refused(
    function: Callable[..., object], complaint: str
) -> None:
    with pytest.raises(TypeError) as caught:
        ToolSignature.of("t", function)
    assert str(caught.value).startswith(complaint)
