"""``think``: whether the model shows what it thinks."""

import re

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field

_LEVELS = ("low", "medium", "high", "max")
_THINKING = re.compile(
    r"(?:.*/)?(?:deepseek-r1|deepseek-v3\.1|qwen3(?!-coder)|qwq|gpt-oss|magistral|phi4-(?:mini-)?reasoning|cogito)"
)
_SILENT = re.compile(r"(?:.*/)?(?:llama|codellama|mistral|mixtral|gemma[23]?(?!4)|phi3|qwen2|tinyllama)")


def read_thinking(body: Field, model: str) -> bool:
    """Return whether thoughts are to be shown. Models that think do so unless they are told not to.

    Raises:
        ApiError: the model does not think, or ``think`` is neither a boolean nor a level.
    """
    think = body.get("think")
    if think is None:
        return _THINKING.match(model) is not None
    if not isinstance(think.value, bool) and think.value not in _LEVELS:
        names = ", ".join(f'"{level}"' for level in _LEVELS)
        raise ApiError(
            400,
            f"invalid think value: {compact_json.encode(think.value).decode()} (must be {names}, true, or false)",
            param="think",
        )
    if think.value and _SILENT.match(model):
        raise ApiError(400, f'"{model}" does not support thinking', code="unsupported", param="think")
    return think.value is not False
