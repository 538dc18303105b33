"""Where two JSON values differ, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fakes.model import compact_json

_ABSENT: Final = object()
_SHOWN = 60
_LEAD = 15


@dataclass(frozen=True, slots=True)
class Difference:
    """One place, and what stands there in either value, shortened to what differs; ``nothing`` where nothing does."""

    path: str
    recorded: str
    asked: str

    def __str__(self) -> str:
        return f"{self.path}: recorded {self.recorded}, asked {self.asked}"


def differences(recorded: object, asked: object, path: str = "") -> Iterator[Difference]:
    """Yield every difference, the deepest place that names it, in the order of the recorded value."""
    if isinstance(recorded, dict) and isinstance(asked, dict):
        for name in dict.fromkeys((*recorded, *asked)):
            below = f"{path}.{name}" if path else name
            yield from differences(recorded.get(name, _ABSENT), asked.get(name, _ABSENT), below)
    elif isinstance(recorded, list) and isinstance(asked, list):
        for index in range(max(len(recorded), len(asked))):
            here, there = (items[index] if index < len(items) else _ABSENT for items in (recorded, asked))
            yield from differences(here, there, f"{path}[{index}]")
    else:
        # As text, for in Python 1, 1.0 and True are equal.
        here, there = _text(recorded), _text(asked)
        if here != there:
            yield Difference(path, *_shortened(here, there))


def _text(value: object) -> str:
    return "nothing" if value is _ABSENT else compact_json.encode(value).decode()


def _shortened(recorded: str, asked: str) -> tuple[str, str]:
    same = next(
        (at for at, (a, b) in enumerate(zip(recorded, asked, strict=False)) if a != b), min(len(recorded), len(asked))
    )
    start = max(same - _LEAD, 0)
    return _window(recorded, start), _window(asked, start)


def _window(text: str, start: int) -> str:
    if len(text) <= _SHOWN:
        return text
    end = start + _SHOWN
    return f"{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}"
