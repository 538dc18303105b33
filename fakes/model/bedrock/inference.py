"""``inferenceConfig``, ``outputConfig`` and the model's own fields: extent, form and thought of the answer."""

import re

from fakes.model import client_json
from fakes.model.api_error import ApiError
from fakes.model.bedrock.constraint import GREATEST
from fakes.model.field import Field
from fakes.model.prompt import ToolChoice
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling

_WISHES = ("thinking", "reasoning_config", "reasoningConfig")
"""What Claude, Claude 3.7 in its first months, and Nova call it."""
_THINKS = ("enabled", "adaptive")
_KNOWN = (*_THINKS, "disabled")
_LEAST_BUDGET = 1024
_ALWAYS = re.compile(r"(?:.*[./])?(?:deepseek\.r1|openai\.gpt-oss)")
_REPORTED = "The model returned the following errors: "


def read_sampling(body: Field) -> Sampling:
    """Return how much is to be said by a request whose shape is right."""
    config = body.get("inferenceConfig")
    most, stops = (config.get("maxTokens"), config.get("stopSequences")) if config else (None, None)
    return Sampling(
        max_tokens=most.integer(1, GREATEST) if most else None,
        stops=tuple(stop.string() for stop in stops.items()) if stops else (),
    )


def read_form(body: Field) -> ResponseFormat:
    """Return what kind of text is asked for.

    Raises:
        ApiError: the schema, which is JSON as text, is none.
    """
    config = body.get("outputConfig")
    wished = config.get("textFormat") if config else None
    if wished is None:
        return ResponseFormat()
    schema = wished.require("structure").require("jsonSchema").require("schema")
    try:
        value: object = client_json.read(schema.string())
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError(400, f"The value at {schema.path} must be a JSON Schema in JSON.", param=schema.path)
    return ResponseFormat("json_schema", Field(value, schema.path))


def reasons(body: Field, extra: Field, model: str, choice: ToolChoice) -> bool:
    """Tell whether the model is to show what it thinks.

    Raises:
        ApiError: the wish is none, or does not go together with the rest of the request.
    """
    name = next((name for name in _WISHES if extra.get(name) is not None), "")
    if not name:
        return _ALWAYS.match(model) is not None
    wish = extra.require(name)
    kind = wish.get("type")
    if kind is None or kind.string() not in _KNOWN:
        expected = ", ".join(f"'{known}'" for known in _KNOWN)
        raise _reported(f"{name}: Input tag does not match any of the expected tags: {expected}", name)
    if kind.string() not in _THINKS:
        return False
    if name != _WISHES[-1]:
        _check_wish(body, wish, choice, name)
    return True


def _check_wish(body: Field, wish: Field, choice: ToolChoice, name: str) -> None:
    config = body.get("inferenceConfig") or Field({})
    if wish.require("type").value == "enabled":
        budget = wish.get("budget_tokens")
        if budget is None:
            raise _reported(f"{name}.enabled.budget_tokens: Field required", name)
        if not isinstance(budget.value, int) or budget.value < _LEAST_BUDGET:
            raise _reported(
                f"{name}.enabled.budget_tokens: Input should be greater than or equal to {_LEAST_BUDGET}", name
            )
        limit = config.get("maxTokens")
        if limit and isinstance(limit.value, int) and limit.value <= budget.value:
            raise _reported(f"`max_tokens` must be greater than `{name}.budget_tokens`.", name)
    temperature = config.get("temperature")
    if temperature and temperature.value != 1:
        raise _reported(f"`temperature` may only be set to 1 when {name} is enabled.", name)
    if choice.mode == "required":
        raise _reported("Thinking may not be enabled when tool_choice forces tool use.", name)


def _reported(message: str, name: str) -> ApiError:
    return ApiError(400, f"{_REPORTED}{message}", param=f"additionalModelRequestFields.{name}")
