"""Calls of tools on demand: of the service's example tools, where they are offered."""

from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.obedience import allowed_tools, auto_call
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import Wish
from fakes.model.prompt import Prompt
from fakes.model.saying import Call, Saying, Text
from fakes.model.scenario.line import Line
from fakes.model.text.chooser import Chooser

_BEFORE = "One moment, I'll look into that."


def _call(name: str, *, unoffered: bool = False, **arguments: object) -> Call:
    return Call(name, compact_json.encode(arguments).decode(), unoffered=unoffered)


def _calling(*calls: Call, others: bool = False) -> Callable[[Wish, Prompt, Stage], Line]:
    """Return what makes these calls, and tells their results; ``others``: of any tools, where these are not offered."""

    def play(wish: Wish, prompt: Prompt, stage: Stage) -> Line:
        name = f"/{wish.entry.id}"
        if prompt.results:
            # What is made up behind results tells them.
            return Line(name, ())
        offered = allowed_tools(prompt)
        names = {tool.name for tool in offered}
        made = calls if names.issuperset(call.name for call in calls if call not in _NOBODYS) else ()
        if others and not made:
            made = tuple(
                auto_call(tool, Chooser("call", stage.seed, tool.name, name)) for tool in offered[: len(calls)]
            )
        if not made:
            return Line(name, (Saying((Text(_unoffered(calls[0].name, others=others)),)),))
        return Line(name, (Saying((Text(_BEFORE), *made)),))

    return play


def _unoffered(name: str, *, others: bool) -> str:
    if others:
        return "The request offers no tool that I may call."
    return f"The request does not offer `{name}`, which this scenario calls. `TOOLS=service.example_tools` has it."


_UNKNOWN = _call("open_the_pod_bay_doors", unoffered=True, please=True)
_NOBODYS = (_UNKNOWN,)

PLAYS: Mapping[str, Callable[[Wish, Prompt, Stage], Line]] = {
    "tool": _calling(_call("get_weather", city="Lyon"), others=True),
    "tools": _calling(_call("get_weather", city="Lyon"), _call("get_weather", city="Oslo"), others=True),
    "tool-error": _calling(_call("get_weather", city="Atlantis")),
    "tool-invalid": _calling(_call("get_weather", town="Lyon", unit="kelvin")),
    "tool-unknown": _calling(_UNKNOWN),
    "approval": _calling(_call("delete_file", path="/home/ada/old-notes.txt")),
    "client-tool": _calling(
        _call("ask_user", question="Which city do you mean?", choices=["Bern", "Lyon", "Oslo", "Zürich"])
    ),
}
"""By the id of the catalog."""
