"""Whole answers on demand."""

from collections.abc import Callable, Mapping

from fakes.model.ondemand import texts
from fakes.model.ondemand.catalog import CATALOG
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import Wish
from fakes.model.prompt import Prompt
from fakes.model.saying import File, FinishReason, Part, Reasoning, Refusal, Saying, Source, Text
from fakes.model.scenario.line import Line

Play = Callable[[Wish, Prompt, Stage], Line]


def _said(*parts: Part, finish: FinishReason | None = None) -> Play:
    return lambda wish, _prompt, _stage: Line(f"/{wish.entry.id}", (Saying(parts, finish),))


def _prose(*, finish: FinishReason | None = None, pace: Mapping[str, float] | None = None) -> Play:
    def play(wish: Wish, _prompt: Prompt, stage: Stage) -> Line:
        sayings = (Saying((Text(stage.prose(wish.values["tokens"])),), finish),)
        return Line(f"/{wish.entry.id}", sayings, pace or {}, unlimited=True)

    return play


def _slow(wish: Wish, _prompt: Prompt, _stage: Stage) -> Line:
    pace = {name: wish.values[name] for name in ("first_ms", "delay_ms")}
    return Line("/slow", (Saying((Text(texts.PLAIN),)),), pace)


def _help(_wish: Wish, _prompt: Prompt, _stage: Stage) -> Line:
    lines = [f"- `{entry.usage}` {entry.does}" for entry in CATALOG]
    return Line("/help", (Saying((Text("\n".join((texts.HELP, "", *lines))),)),))


PLAYS: Mapping[str, Play] = {
    "help": _help,
    "text": _said(Text(texts.PLAIN)),
    "markdown": _said(Text(texts.MARKDOWN)),
    "unicode": _said(Text(texts.UNICODE)),
    "unsafe": _said(Text(texts.UNSAFE)),
    "json": _said(Text(texts.JSON)),
    "long": _prose(),
    "slow": _slow,
    "fast": _prose(pace={"first_ms": 0, "delay_ms": 0}),
    "reasoning": _said(Reasoning(texts.THOUGHTS, aloud=True), Text(texts.PLAIN)),
    "sources": _said(Text(texts.CITING), *(Source(*page) for page in texts.PAGES)),
    "file": _said(Text(texts.PICTURED), File(texts.PICTURE)),
    "refusal": _said(Refusal(texts.REFUSAL)),
    "filter": _said(Text(texts.HELD_BACK), finish="content_filter"),
    "length": _prose(finish="length"),
    "empty": _said(),
}
"""By the id of the catalog."""
