"""``thinking``: whether the model thinks before it speaks, and whether anybody sees it."""

from dataclasses import dataclass

from fakes.model.anthropic.request import check_members, tagged
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import ToolChoice

_LEAST = 1024
_MOST = 2**31 - 1
_LEAST_TOP_P = 0.95
_MEMBERS = {
    "enabled": ("type", "budget_tokens", "display"),
    "adaptive": ("type", "display"),
    "between_tools": ("type",),
    "disabled": ("type",),
}


@dataclass(frozen=True, slots=True)
class Thinking:
    """How the model thinks: ``kind`` is the API's word, ``budget`` is in tokens, ``hidden`` shows only proofs."""

    kind: str = "disabled"
    budget: int = 0
    hidden: bool = False

    def applies(self, *, after_tools: bool) -> bool:
        """Tell whether it thinks before what it says next; ``after_tools`` says that tools have just answered."""
        return self.kind in ("enabled", "adaptive") or (self.kind == "between_tools" and after_tools)


def read_thinking(body: Field) -> Thinking:
    """Return how a request wants the model to think.

    Raises:
        FieldError: it can't be wished for like that.
    """
    wished = body.get("thinking")
    if wished is None:
        return Thinking()
    kind, inner = tagged(wished, _MEMBERS)
    check_members(inner, _MEMBERS[kind])
    display = inner.get("display")
    hidden = display is not None and display.one_of(("summarized", "omitted")) == "omitted"
    budget = inner.require("budget_tokens").integer(_LEAST, _MOST) if kind == "enabled" else 0
    return Thinking(kind, budget, hidden)


def check_thinking(thinking: Thinking, body: Field, choice: ToolChoice) -> None:
    """Judge what must not stand beside an enabled thinking in a request whose numbers are in their ranges.

    Raises:
        ApiError: something does.
    """
    if thinking.kind != "enabled":
        return
    if choice.mode == "required":
        raise ApiError(400, "Thinking may not be enabled when tool_choice forces tool use.")
    limit = body.get("max_tokens")
    if limit and isinstance(limit.value, int) and limit.value <= thinking.budget:
        raise ApiError(400, "`max_tokens` must be greater than `thinking.budget_tokens`.")
    temperature, top_k, top_p = body.get("temperature"), body.get("top_k"), body.get("top_p")
    if temperature and temperature.number(0, 1) != 1:
        raise ApiError(400, "`temperature` may only be set to 1 when thinking is enabled.")
    if top_k:
        raise ApiError(400, "`top_k` must be unset when thinking is enabled.")
    if top_p and top_p.number(0, 1) < _LEAST_TOP_P:
        raise ApiError(400, "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.")
