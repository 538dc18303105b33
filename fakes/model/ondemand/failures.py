"""Failures on demand: instead of an answer, or in the middle of one."""

from collections.abc import Callable, Mapping

from fakes.model.faults.fault import Fault
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import Wish
from fakes.model.prompt import Prompt
from fakes.model.saying import Saying, Text
from fakes.model.scenario.line import Line

_BEYOND = 40
"""So many tokens would still have come, wherever an answer breaks."""

Options = Mapping[str, str]
"""Options of the fault that are the scenario's, by their names in the scenario."""


def _striking(fault: str, options: Options | None = None) -> Callable[[Wish, Prompt, Stage], Line]:
    """Return what lets a fault strike: at the place of the scenario, where it has one, with its ``options``."""

    def play(wish: Wish, _prompt: Prompt, stage: Stage) -> Line:
        values = wish.values
        given = [f"{name}={values[ours]}" for ours, name in (options or {}).items() if ours in values]
        place = next(((unit, values[unit]) for unit in ("event", "byte") if unit in values), None)
        head = fault if place is None else f"{fault}@{place[0]}={place[1]}"
        # An event has a token, and more bytes than one.
        prose = stage.prose((0 if place is None else place[1]) + _BEYOND)
        struck = Fault.parse(";".join((head, *given)))
        return Line(f"/{wish.entry.id}", (Saying((Text(prose),)),), fault=struck, unlimited=True)

    return play


def _refused(code: str, message: str) -> Callable[[Wish, Prompt, Stage], Line]:
    return _striking(f"status=400;code={code};message={message}")


PLAYS: Mapping[str, Callable[[Wish, Prompt, Stage], Line]] = {
    "error": _striking("status", {"status": "status", "retry_after": "retry-after"}),
    "context": _refused("context_length_exceeded", "The conversation is longer than the model's context."),
    "policy": _refused("content_policy_violation", "The content policy does not allow this request."),
    "html": _striking("html"),
    "timeout": _striking("silence"),
    "late-error": _striking("error"),
    "drop": _striking("drop"),
    "reset": _striking("reset"),
    "truncate": _striking("end"),
    "garbage": _striking("garbage"),
    "stall": _striking("stall", {"seconds": "seconds"}),
}
"""By the id of the catalog."""
