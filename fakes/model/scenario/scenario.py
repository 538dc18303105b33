"""One scenario: when it matches, and what the model says then."""

from dataclasses import dataclass, field

from fakes.model.field import Field
from fakes.model.scenario.act import KEYS, Act
from fakes.model.scenario.match import Match
from fakes.model.script import check_keys

_OWN_KEYS = ("name", "match", "priority", "times", "sequence", "cycle", "template")
_HIGHEST = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario as it is written. ``file`` is where; ``document`` is the whole of it, for comparison.

    ``acts`` are never empty: the k-th match gets the k-th, and then the last, or with ``cycle`` the first again.
    """

    name: str
    file: str
    match: Match
    acts: tuple[Act, ...]
    priority: int = 0
    times: int | None = None
    cycle: bool = False
    template: bool = False
    document: dict[str, object] = field(default_factory=dict)

    @classmethod
    def read(cls, document: Field, file: str) -> "Scenario":
        """Read a scenario.

        Raises:
            FieldError: something in it is absent, unknown, or not what it must be.
        """
        check_keys(document, *_OWN_KEYS, *KEYS)
        priority, times, cycle, template = (document.get(name) for name in ("priority", "times", "cycle", "template"))
        name = document.require("name")
        if not name.string():
            raise name.fail("must not be empty")
        acts = _acts(document)
        if cycle and not document.get("sequence"):
            raise cycle.fail("needs a 'sequence'")
        return cls(
            name=name.string(),
            file=file,
            match=Match.read(document.get("match")),
            acts=acts,
            priority=priority.integer(-_HIGHEST, _HIGHEST) if priority else 0,
            times=times.integer(1, _HIGHEST) if times else None,
            cycle=cycle.boolean() if cycle else False,
            template=template.boolean() if template else False,
            document={key: document.require(key).value for key in document.keys()},  # noqa: SIM118 - not a dict
        )

    def act(self, turn: int) -> Act:
        """Return the answer to the match number ``turn``, counted from 0."""
        return self.acts[turn % len(self.acts) if self.cycle else min(turn, len(self.acts) - 1)]


def _acts(document: Field) -> tuple[Act, ...]:
    sequence = document.get("sequence")
    if sequence is None:
        return (Act.read(document),)
    for key in KEYS:
        if beside := document.get(key):
            raise beside.fail("stands beside 'sequence', and belongs into its items")
    items = tuple(sequence.items())
    if not items:
        raise sequence.fail("must not be empty")
    for item in items:
        check_keys(item, *KEYS)
    return tuple(map(Act.read, items))
