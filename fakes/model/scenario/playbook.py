"""All scenarios and scripts that a server plays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from fakes.model.scenario.finding import Finding
from fakes.model.scenario.reading import Reading, find_files, read_file
from fakes.model.scenario.scenario import Scenario
from fakes.model.script import Script, ScriptError, Scripts


class PlaybookError(ScriptError):
    """Files that cannot be played. Its text has a line for every finding, with file and field."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Playbook:
    """Scenarios in the order of their files, and scripts."""

    scenarios: tuple[Scenario, ...] = ()
    scripts: Scripts = field(default_factory=Scripts.empty)

    @classmethod
    def empty(cls) -> "Playbook":
        """Return one without anything in it."""
        return cls()

    @classmethod
    def load(cls, paths: Iterable[Path | str]) -> "Playbook":
        """Read files and folders.

        Raises:
            PlaybookError: a path does not exist, or something in a file is wrong, or could not come from a real model.
        """
        try:
            files = find_files(tuple(map(Path, paths)))
        except OSError as error:
            raise PlaybookError([Finding(*_told(error))]) from None
        return cls.of([read_file(file) for file in files])

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "Playbook":
        """Put together what was read.

        Raises:
            PlaybookError: something is wrong in a file, or two files have something of the same name.
        """
        if findings := all_findings(readings):
            raise PlaybookError(findings)
        scripts = {reading.script.id: reading.script for reading in readings if reading.script}
        scenarios = tuple(scenario for reading in readings for scenario in reading.scenarios)
        return cls(scenarios, Scripts(MappingProxyType(scripts)))

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The files that it could be put together of again."""
        by_file: dict[str, list[Scenario]] = {}
        for scenario in self.scenarios:
            by_file.setdefault(scenario.file, []).append(scenario)
        return (
            *(Reading(file, tuple(scenarios)) for file, scenarios in by_file.items()),
            *(Reading(f"fake/{script.id}", script=script) for script in self.scripts.by_id.values()),
        )

    def joined(self, other: "Playbook") -> "Playbook":
        """Return this one with another behind it, which has its way where both have something of the same name."""
        names = {scenario.name for scenario in other.scenarios}
        kept = tuple(scenario for scenario in self.scenarios if scenario.name not in names)
        scripts = MappingProxyType({**self.scripts.by_id, **other.scripts.by_id})
        return Playbook((*kept, *other.scenarios), Scripts(scripts))

    @property
    def in_order(self) -> tuple[Scenario, ...]:
        """The scenarios in the order in which they are asked: higher priority first, then as they are written."""
        return tuple(sorted(self.scenarios, key=lambda scenario: -scenario.priority))


def all_findings(readings: Iterable[Reading]) -> list[Finding]:
    """Return what is wrong in files, and between them: names that occur twice."""
    readings = tuple(readings)
    findings = [finding for reading in readings for finding in reading.findings]
    return [*findings, *_namesakes(readings)]


def _namesakes(readings: Sequence[Reading]) -> Iterator[Finding]:
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    for reading in readings:
        for scenario in reading.scenarios:
            if scenario.name in names:
                yield Finding(reading.file, f"is also the name of one in {names[scenario.name]}", scenario.name, "name")
            names.setdefault(scenario.name, reading.file)
        script: Script | None = reading.script
        if script and script.id in ids:
            yield Finding(reading.file, f"would be 'fake/{script.id}', which {ids[script.id]} is")
        if script:
            ids.setdefault(script.id, reading.file)


def _told(error: OSError) -> tuple[str, str]:
    file, _, complaint = str(error).partition(": ")
    return file, complaint
