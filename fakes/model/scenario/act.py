"""One answer of a scenario, as it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import cast, get_args

from fakes.model.faults.fault import Fault
from fakes.model.field import Field
from fakes.model.gates import gate_name
from fakes.model.pacing import LONGEST_WAIT_MS
from fakes.model.prompt import Prompt
from fakes.model.saying import Call, FinishReason, Part
from fakes.model.scenario.parts import read_parts
from fakes.model.script import check_keys

Saying = tuple[Part, ...] | Callable[[Prompt], object]
"""The parts of an answer, or, in Python, a function that returns them: a text, a list of parts, or a ``Saying``."""

KEYS = ("say", "choices", "finish", "pace", "gates", "fault")
"""What an answer may have."""

_FINISHES: Mapping[str, FinishReason] = {reason: reason for reason in get_args(FinishReason)}
_PACES = {
    "first_ms": (0.0, LONGEST_WAIT_MS),
    "delay_ms": (0.0, LONGEST_WAIT_MS),
    "tokens_per_second": (1000 / LONGEST_WAIT_MS, 1e6),
    "jitter": (0.0, 1.0),
}
_LAST_EVENT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Act:
    """What is said, one saying a choice; without any the model makes something up. ``path`` is where it is written.

    ``called`` names the tools that must be offered, each once: it is looked at with every request.
    """

    path: str
    sayings: tuple[Saying, ...] = ()
    finish: FinishReason | None = None
    pace: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    gates: tuple[tuple[int, str], ...] = ()
    fault: Fault | None = None
    called: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = (part.name for part in self.parts if isinstance(part, Call) and not part.unoffered)
        object.__setattr__(self, "called", tuple(dict.fromkeys(names)))

    @classmethod
    def read(cls, document: Field) -> "Act":
        """Read an answer from the object that has its ``KEYS``, and perhaps others.

        Raises:
            FieldError: something in it is not what it must be, or nothing is to be done at all.
        """
        say, choices, finish, pace, gates, fault = (document.get(name) for name in KEYS)
        if choices and not say:
            raise choices.fail("are other answers than 'say', which is not there")
        if not (say or pace or gates or fault):
            raise document.fail("must have 'say', or at least one of 'pace', 'gates' and 'fault'")
        return cls(
            document.path,
            (*((_saying(say),) if say else ()), *(map(_saying, choices.items()) if choices else ())),
            _FINISHES[finish.one_of(_FINISHES)] if finish else None,
            _pace(pace) if pace else MappingProxyType({}),
            _gates(gates) if gates else (),
            Fault.of(fault) if fault else None,
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all sayings that are written down."""
        return tuple(part for saying in self.sayings if isinstance(saying, tuple) for part in saying)


def _saying(document: Field) -> Saying:
    if callable(document.value):
        return cast("Callable[[Prompt], object]", document.value)
    return read_parts(document)


def _pace(document: Field) -> Mapping[str, float]:
    check_keys(document, *_PACES)
    given = {name: found for name in _PACES if (found := document.get(name))}
    if "delay_ms" in given and "tokens_per_second" in given:
        raise given["tokens_per_second"].fail("contradicts 'delay_ms': only one of them can be")
    return MappingProxyType({name: found.number(*_PACES[name]) for name, found in given.items()})


def _gates(document: Field) -> tuple[tuple[int, str], ...]:
    gates: dict[int, str] = {}
    for item in document.items():
        check_keys(item, "event", "name")
        event, name = item.require("event"), item.require("name")
        number = event.integer(0, _LAST_EVENT)
        if number in gates:
            raise event.fail("has a gate already")
        try:
            gates[number] = gate_name(name.string())
        except ValueError as error:
            raise name.fail(str(error)) from None
    return tuple(sorted(gates.items()))
