"""A scenario's answer, made for one request: functions asked, templates filled in."""

from collections.abc import Callable
from dataclasses import replace

from fakes.model.field import Field, FieldError
from fakes.model.prompt import Prompt
from fakes.model.saying import Part, Saying
from fakes.model.scenario.act import Act
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.line import Line
from fakes.model.scenario.parts import read_parts
from fakes.model.scenario.plain import plain
from fakes.model.scenario.sandbox import TemplateFailed
from fakes.model.scenario.scenario import Scenario
from fakes.model.scenario.template import Filling


class ScenarioFailed(Exception):
    """A scenario that matched, and could not say what it should. Its text says why."""


def recite(scenario: Scenario, act: Act, heard: Heard, seed: str) -> Line:
    """Return what a scenario says to a request.

    Raises:
        ScenarioFailed: a function of it raised, or returned what is no saying, or a template could not be filled in.
    """
    sayings = tuple(_saying(scenario, act, number, heard, seed) for number in range(len(act.sayings)))
    return Line(scenario.name, sayings, act.pace, act.gates, act.fault)


def _saying(scenario: Scenario, act: Act, number: int, heard: Heard, seed: str) -> Saying:
    written = act.sayings[number]
    saying = Saying(written) if isinstance(written, tuple) else _asked(written, heard.prompt)
    if scenario.template:
        saying = replace(saying, parts=_filled(saying.parts, Filling(heard, f"{seed}/{number}")))
    return saying if act.finish is None else replace(saying, finish=act.finish)


def _asked(function: Callable[[Prompt], object], prompt: Prompt) -> Saying:
    try:
        said = function(prompt)
    except Exception as error:
        raise ScenarioFailed(f"'say' raised {type(error).__name__}: {error}") from error
    if isinstance(said, Saying):
        return said
    try:
        return Saying(read_parts(Field(plain(said, "say"), "say")))
    except FieldError as error:
        raise ScenarioFailed(f"what 'say' returned is no saying: {str(error).removesuffix('.')}") from None


def _filled(parts: tuple[Part, ...], filling: Filling) -> tuple[Part, ...]:
    try:
        return tuple(map(filling.part, parts))
    except TemplateFailed as error:
        raise ScenarioFailed(f"a template {error}") from None
