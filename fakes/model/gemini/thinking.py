"""``thinkingConfig``: whether the model thinks, and whether anybody sees it."""

import re
from typing import NamedTuple

from fakes.model.api_error import ApiError
from fakes.model.field import Field

_MOST = 32_768
_SILENT = re.compile(r"(?:.*/)?(?:gemini-(?:1|2\.0)|gemma)")
_ASKED = re.compile(r"(?:.*/)?gemini-[\w.-]*flash-lite")
_ALWAYS = re.compile(r"(?:.*/)?gemini-(?:2\.5-pro|[3-9])")
_THINKING = re.compile(r"(?:.*/)?gemini-")


class Thinking(NamedTuple):
    """Whether the model thinks, and whether its thoughts are to be shown."""

    thinks: bool
    shown: bool


def read_thinking(config: Field, model: str) -> Thinking:
    """Return what ``thinkingConfig`` in a generation config asks of a model, or what the model does without one.

    Raises:
        FieldError: the model can't do that.
        ApiError: it can't be kept from thinking, or is told twice how much to think.
    """
    wished = config.get("thinking_config")
    include = wished.get("include_thoughts") if wished else None
    shown = include is not None and include.boolean()
    budget, level = (wished.get("thinking_budget"), wished.get("thinking_level")) if wished else (None, None)
    if budget and level:
        raise ApiError(400, "You can only set one of thinking budget and thinking level.", param=budget.path)
    if budget and not -1 <= budget.integer(-(2**31), 2**31) <= _MOST:
        raise budget.fail(f"the budget {budget.value} is invalid: it is -1, or from 0 to {_MOST}", "out_of_range")
    spared = budget is not None and budget.value == 0
    if spared and _ALWAYS.match(model):
        raise ApiError(400, "Budget 0 is invalid. This model only works in thinking mode.", param="thinking_budget")
    if _SILENT.match(model):
        if wished and not spared and (shown or budget or level):
            raise wished.fail("thinking is not supported by this model")
        return Thinking(thinks=False, shown=False)
    by_itself = _THINKING.match(model) is not None and _ASKED.match(model) is None
    thinks = not spared and (by_itself or shown or budget is not None or level is not None)
    return Thinking(thinks, thinks and shown)
