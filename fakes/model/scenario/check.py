"""Everything that is wrong in files of scenarios."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fakes.model.scenario.chunk_check import unlikely_chunks
from fakes.model.scenario.finding import Finding
from fakes.model.scenario.playbook import Playbook, all_findings
from fakes.model.scenario.reading import Reading, find_files, read_file
from fakes.model.scenario.shadow import shadows


def check(paths: Iterable[Path | str], *, strict: bool = False) -> list[Finding]:
    """Return what is wrong: what cannot be read, what no real model says, and what can never be reached.

    ``strict`` looks into scripts as well, for what OpenAI's chat completions would not have sent.
    """
    findings: list[Finding] = []
    readings: list[Reading] = []
    for path in map(Path, paths):
        try:
            readings += [read_file(file) for file in find_files((path,))]
        except OSError:
            findings.append(Finding(str(path), "there is no such file or folder"))
    unique = {reading.file: reading for reading in readings}.values()
    findings += all_findings(unique)
    findings += _unreachable(unique)
    if strict:
        findings += _unlikely(unique)
    return findings


def _unreachable(readings: Iterable[Reading]) -> Iterator[Finding]:
    scenarios = tuple(scenario for reading in readings for scenario in reading.scenarios)
    for below, above in shadows(Playbook(scenarios).in_order):
        where = "" if above.file == below.file else f" of {above.file}"
        yield Finding(below.file, f"can never be reached: '{above.name}'{where} always speaks first", below.name)


def _unlikely(readings: Iterable[Reading]) -> Iterator[Finding]:
    for reading in readings:
        if reading.script:
            for field, complaint in unlikely_chunks(reading.script):
                yield Finding(reading.file, complaint, field=field)
