"""The data in a file: YAML, JSON or Python."""

import json
import re
from collections.abc import Hashable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from fakes.model.scenario.plain import plain

if TYPE_CHECKING:
    import yaml

SUFFIXES = (".yaml", ".yml", ".json", ".py")
"""The endings of files that hold scenarios."""


_TAG = "tag:yaml.org,2002:"
# How JSON writes them, to the end, which PyYAML does not ask for. YAML 1.1 would have yes and no, octal numbers,
# numbers of base sixty, and dates besides.
_JSON_WORDS = {
    f"{_TAG}bool": (re.compile(r"(true|false)\Z"), "tf"),
    f"{_TAG}int": (re.compile(r"-?(0|[1-9][0-9]*)\Z"), "-0123456789"),
    f"{_TAG}float": (re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z"), "-0123456789"),
}
_KEPT = (f"{_TAG}null", f"{_TAG}merge")


class NotADocument(ValueError):
    """A file that is not what its ending says. Its text says why."""


def read_document(file: Path) -> object:
    """Return what a file holds: a Python file is run, and its ``scenarios`` taken.

    Raises:
        NotADocument: it is not YAML, JSON or Python, or it raised when it was run.
        FieldError: it holds what JSON cannot say.
        OSError: it cannot be read.
    """
    data = file.read_bytes()
    if file.suffix == ".py":
        return plain(_run(file, data))
    if file.suffix == ".json":
        return plain(_parse_json(data))
    return plain(_parse_yaml(data))


def _run(file: Path, data: bytes) -> object:
    module = ModuleType(f"scenarios_{file.stem}")
    module.__file__ = str(file)
    try:
        # Compiled here, not imported: an import's cache would miss a change within the same second.
        exec(compile(data, str(file), "exec"), module.__dict__)  # noqa: S102 - the file is a program by design
    except Exception as error:  # noqa: BLE001 - a program may raise anything, and its author wants to hear of it
        raise NotADocument(f"cannot be run: {type(error).__name__}: {error}") from None
    if "scenarios" not in module.__dict__:
        raise NotADocument("has no 'scenarios'")
    return {"scenarios": module.__dict__["scenarios"]}


def _parse_json(data: bytes) -> object:
    try:
        document: object = json.loads(data, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"is not JSON: {error}") from None
    return document


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key '{next(name for name in names if names.count(name) > 1)}' occurs twice")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _parse_yaml(data: bytes) -> object:
    import yaml  # noqa: PLC0415 - only scenarios in YAML need it

    class _Loader(yaml.SafeLoader):
        """YAML with the types of JSON, and keys that occur once."""

        yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say it
            first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def construct_mapping(
            self,
            node: yaml.MappingNode,
            deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's own signature
        ) -> dict[Hashable, object]:
            _check_keys_once(node)
            return super().construct_mapping(node, deep=deep)

    for tag, (pattern, first) in _JSON_WORDS.items():
        _Loader.add_implicit_resolver(tag, pattern, list(first))
    try:
        document: object = yaml.load(data, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotADocument(f"is not YAML: {' '.join(str(error).split())}") from None
    return document


def _check_keys_once(node: "yaml.MappingNode") -> None:
    keys = [key.value for key, _ in node.value]
    for at, key in enumerate(keys):
        if isinstance(key, str) and key in keys[:at]:
            raise ValueError(f"the key '{key}' occurs twice, in line {node.value[at][0].start_mark.line + 1}")
