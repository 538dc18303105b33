"""What a test says the model should do -> scenarios, checked as files are."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fakes.model.field import Field
from fakes.model.scenario.plain import plain
from fakes.model.scenario.reading import Reading, find_files, read_file, read_scenarios

Source = str | Path | Mapping[str, object] | Sequence[object]
"""A file or a folder; or what a file holds: ``{"scenarios": [..]}``, or the list alone, of objects or drafts."""

_HEAD = ("name", "priority", "times", "cycle", "template", "choices", "finish", "pace", "gates", "fault")


def read_source(source: Source, name: str) -> tuple[Reading, ...]:
    """Read scenarios. ``name`` is the file's that those have which stand in no file.

    Raises:
        OSError: a file does not exist.
        FieldError: it does not have the form of a file.
    """
    if isinstance(source, str | Path):
        return tuple(map(read_file, find_files((Path(source),))))
    return (read_scenarios(Field(plain(source if isinstance(source, Mapping) else {"scenarios": source})), name),)


def drafted(name: str, say: object, settings: Mapping[str, object]) -> dict[str, object]:
    """Return the scenario that says ``say``; ``settings`` are its fields, and its matchers by their names."""
    match = {key: value for key, value in settings.items() if key not in _HEAD}
    own = {key: value for key, value in settings.items() if key in _HEAD}
    return {"name": name, **({"match": match} if match else {}), "say": say, **own}
