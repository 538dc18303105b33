"""When a scenario matches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from fakes.model.access.credentials import hidden
from fakes.model.field import Field
from fakes.model.prompt import Prompt
from fakes.model.scenario.condition import Condition, listed, shown
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.json_query import read_query
from fakes.model.scenario.text_test import Operator, TextTest
from fakes.model.script import check_keys

Predicate = Callable[[Prompt], bool]

_MOST_TURNS = 100_000


@dataclass(frozen=True, slots=True)
class Match:
    """What must all hold. ``predicate`` is asked when everything else does."""

    conditions: tuple[Condition, ...] = ()
    predicate: Predicate | None = None
    dialects: tuple[str, ...] = ()

    @classmethod
    def read(cls, field: Field | None) -> "Match":
        """Read ``match``; None is what matches everything.

        Raises:
            FieldError: something in it is unknown, or not what it must be.
        """
        if field is None:
            return cls()
        check_keys(field, *_READERS, "predicate")
        conditions = tuple(
            condition
            for name, read in _READERS.items()
            if (given := field.get(name)) is not None
            for condition in read(given)
        )
        predicate, dialect = field.get("predicate"), field.get("dialect")
        return cls(conditions, _predicate(predicate) if predicate else None, _names(dialect) if dialect else ())


def _predicate(field: Field) -> Predicate:
    if not callable(field.value):
        raise field.fail("must be a function, which only a Python file can hold")
    return cast("Predicate", field.value)


def _names(field: Field) -> tuple[str, ...]:
    names = (field.string(),) if isinstance(field.value, str) else tuple(item.string() for item in field.items())
    if not all(names):
        raise field.fail("must not hold an empty name")
    return names


def _tested(name: str, got: Callable[[Heard], str], plain: Operator) -> Callable[[Field], Iterator[Condition]]:
    def read(field: Field) -> Iterator[Condition]:
        yield _text_condition(name, TextTest.read(field, plain=plain), got)

    return read


def _text_condition(name: str, test: TextTest, got: Callable[[Heard], str]) -> Condition:
    return Condition(
        name,
        str(test),
        holds=lambda heard: test.holds(got(heard)),
        got=lambda heard: shown(got(heard)),
        nearness=lambda heard: test.nearness(got(heard)),
    )


def _flag(name: str, got: Callable[[Heard], bool]) -> Callable[[Field], Iterator[Condition]]:
    def read(field: Field) -> Iterator[Condition]:
        wanted = field.boolean()
        yield Condition(
            name, _word(flag=wanted), lambda heard: got(heard) is wanted, got=lambda heard: _word(flag=got(heard))
        )

    return read


def _word(*, flag: bool) -> str:
    return "true" if flag else "false"


def _read_dialect(field: Field) -> Iterator[Condition]:
    names = _names(field)
    yield Condition(
        "dialect",
        " or ".join(f"'{name}'" for name in names),
        lambda heard: heard.prompt.dialect in names,
        got=lambda heard: f"'{heard.prompt.dialect}'",
    )


def _read_turn(field: Field) -> Iterator[Condition]:
    number = field.integer(1, _MOST_TURNS)
    yield Condition(
        "turn",
        str(number),
        lambda heard: heard.prompt.number == number,
        got=lambda heard: str(heard.prompt.number),
    )


def _read_tools(field: Field) -> Iterator[Condition]:
    names = _names(field)
    yield Condition(
        "tools",
        f"{listed(names)} offered",
        lambda heard: set(names) <= set(_offered(heard)),
        got=lambda heard: listed(_offered(heard)),
    )


def _offered(heard: Heard) -> tuple[str, ...]:
    return tuple(tool.name for tool in heard.prompt.tools)


def _read_headers(field: Field) -> Iterator[Condition]:
    for name in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
        yield _header_condition(name.lower(), TextTest.read(field.require(name), plain="exact"))


def _header_condition(name: str, test: TextTest) -> Condition:
    condition = _text_condition(f"header.{name}", test, lambda heard: heard.request.header(name))
    # It is told to others, and the header may hold a key.
    return replace(condition, got=lambda heard: shown(hidden(heard.request.header(name), heard.request)))


def _read_queries(field: Field) -> Iterator[Condition]:
    for path in field.keys():  # noqa: SIM118 - a method of its own, not a dict's
        yield read_query(path, field.require(path))


def _read_tool_result(field: Field) -> Iterator[Condition]:
    if isinstance(field.value, bool):
        yield from _flag("tool_result", lambda heard: bool(heard.results))(field)
        return
    if isinstance(field.value, str):
        yield _result_condition(TextTest.read(field, plain="contains"))
        return
    test = TextTest.read(field, plain="contains", besides=("name", "failed"))
    name, failed = field.get("name"), field.get("failed")
    yield _result_condition(test, name=name.string() if name else None, failed=failed.boolean() if failed else None)


def _result_condition(test: TextTest, *, name: str | None = None, failed: bool | None = None) -> Condition:
    def holds(heard: Heard) -> bool:
        return any(
            name in (None, called)
            and failed in (None, turn.result is not None and turn.result.failed)
            and test.holds(turn.text)
            for called, turn in heard.results
        )

    wanted = [
        "a result",
        *([f"of '{name}'"] if name is not None else ()),
        *([f"with failed {_word(flag=failed)}"] if failed is not None else ()),
        *([f"that is {test}"] if test.wanted else ()),
    ]
    return Condition("tool_result", " ".join(wanted), holds, got=_results_in_words)


def _results_in_words(heard: Heard) -> str:
    return "; ".join(f"{called or 'a tool'}: {shown(turn.text)}" for called, turn in heard.results) or "none"


_READERS: Mapping[str, Callable[[Field], Iterator[Condition]]] = {
    "dialect": _read_dialect,
    "model": _tested("model", lambda heard: heard.prompt.model.text, "glob"),
    "system": _tested("system", lambda heard: heard.prompt.system, "contains"),
    "user": _tested("user", lambda heard: heard.prompt.question.text, "contains"),
    "turn": _read_turn,
    "tool_result": _read_tool_result,
    "tools": _read_tools,
    "image": _flag("image", lambda heard: bool(heard.prompt.question.images)),
    "stream": _flag("stream", lambda heard: heard.prompt.stream),
    "header": _read_headers,
    "json": _read_queries,
}
