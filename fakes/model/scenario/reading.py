"""One file, read: its scenarios or its script, and all that is wrong with it."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fakes.model.field import Field, FieldError
from fakes.model.model_name import BUILT_IN
from fakes.model.scenario.document import SUFFIXES, NotADocument, read_document
from fakes.model.scenario.finding import Finding
from fakes.model.scenario.plausibility import implausible
from fakes.model.scenario.sandbox import TemplateFailed
from fakes.model.scenario.scenario import Scenario
from fakes.model.scenario.template import check_part
from fakes.model.script import FILE_NAME, Script, check_keys

Stamp = tuple[int, int, int]
"""What changes when a file does: its modification time in nanoseconds, its size in bytes, its inode."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds, and what is wrong with it; a scenario that is wrong in its form is not among ``scenarios``."""

    file: str
    scenarios: tuple[Scenario, ...] = ()
    script: Script | None = None
    findings: tuple[Finding, ...] = ()


def find_files(paths: Iterable[Path]) -> Mapping[Path, Stamp]:
    """Return the files that are named or stand in the folders that are named, each folder's in the order of its names.

    It is asked before every request: every file is looked at once.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    found: dict[Path, Stamp] = {}
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 - twice as quick as the path's own
        except FileNotFoundError:
            raise FileNotFoundError(f"{path}: there is no such file or folder") from None
        if stat.S_ISDIR(status.st_mode):
            found.update(_in_folder(path))
        else:
            found[path] = _stamp(status)
    return found


def _in_folder(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            continue
        for file in (path, path / FILE_NAME):
            if file.suffix in SUFFIXES and (stamp := _stamp_of(file)):
                yield file, stamp
                break


def _stamp_of(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        # It is not there, or went while the folder was read.
        return None
    return _stamp(status) if stat.S_ISREG(status.st_mode) else None


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino


def read_file(file: Path) -> Reading:
    """Read a file of scenarios, or a script. What is wrong is told in the findings."""
    name = str(file)
    try:
        document = Field(read_document(file))
        if "exchanges" in document.keys():  # noqa: SIM118 - a method of its own, not a dict's
            return Reading(name, script=_read_script(file, document.value))
        return read_scenarios(document, name)
    except FieldError as error:
        return Reading(name, findings=(Finding.of(name, error),))
    except (NotADocument, OSError) as error:
        return Reading(name, findings=(Finding(name, str(error)),))


def read_scenarios(document: Field, name: str) -> Reading:
    """Read what a file of scenarios holds. ``name`` is the file's. What is wrong with a scenario is in the findings.

    Raises:
        FieldError: it does not have the form of such a file.
    """
    check_keys(document, "$schema", "scenarios")
    scenarios: list[Scenario] = []
    findings: list[Finding] = []
    for item in document.require("scenarios").items():
        try:
            scenario = Scenario.read(item, name)
        except FieldError as error:
            findings.append(Finding.of(name, error, _name(item)))
            continue
        scenarios.append(scenario)
        findings += [Finding.of(name, error, scenario.name) for error in _complaints(scenario)]
    return Reading(name, tuple(scenarios), findings=tuple(findings))


def _read_script(file: Path, document: object) -> Script:
    script_id = file.parent.name if file.name == FILE_NAME else file.stem
    if script_id in BUILT_IN:
        raise FieldError("", f"would be 'fake/{script_id}', which is a built-in model", "invalid_value")
    return Script.parse(script_id, document)


def _name(item: Field) -> str:
    name = item.value.get("name") if isinstance(item.value, dict) else None
    return name if isinstance(name, str) else ""


def _complaints(scenario: Scenario) -> Iterator[FieldError]:
    yield from implausible(scenario)
    if not scenario.template:
        return
    for act in scenario.acts:
        for part in act.parts:
            try:
                check_part(part)
            except TemplateFailed as error:
                yield FieldError(act.path, str(error), "invalid_value")
