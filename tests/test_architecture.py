"""The house rules that a machine can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import upstream_errors
from service.errors import ServiceError

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for room in ("service", "fakes", "contracts", "scripts") for path in (ROOT / room).rglob("*.py"))
PAGE = (ROOT / "ARCHITECTURE.md").read_text()

LONGEST_FILE = 250
LONGEST_FUNCTION = 40
MOST_ARGUMENTS = 6


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_file_that_says_too_much_is_a_missing_noun(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    too_long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    assert too_long == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_constructor_takes_few_things(path: Path) -> None:
    for function in functions(path):
        if function.name == "__init__":
            arguments = [*function.args.args, *function.args.kwonlyargs]
            assert len(arguments) - 1 <= MOST_ARGUMENTS, function.lineno


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "base", "misc"])
def test_no_file_is_named_after_nothing(name: str) -> None:
    assert not [path for path in SOURCES if path.stem.strip("_") == name]


def every_error(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


def test_the_table_of_errors_is_whole() -> None:
    assert upstream_errors.__doc__
    # The root is only raised by way of its child for defects, which has the same code.
    real = {(str(kind.status), kind.code) for kind in every_error(ServiceError)}
    told = set(re.findall(r"^\| (\d{3}) \| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told == real


def test_the_architecture_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 100
