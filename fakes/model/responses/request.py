"""The body of a request for a response, judged and typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.reasoning_models import reasons
from fakes.model.prompt import Prompt, Turn
from fakes.model.responses.items import ItemReader
from fakes.model.responses.parameters import check_parameters, flag
from fakes.model.responses.store import Item
from fakes.model.responses.text_format import read_text_format, text_body
from fakes.model.responses.tools import read_tool_choice, read_tools, tools_body
from fakes.model.responses.turns import read_turns
from fakes.model.sampling import Sampling

_NO_INPUT = "One of 'input', 'previous_response_id', 'prompt' or 'conversation' must be provided."
_REPEATED: Mapping[str, object] = {
    "background": False,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "temperature": 1.0,
    "tool_choice": "auto",
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
"""What a response repeats of its request, and what it says where the request says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRequest:
    """What is asked.

    ``items`` is the whole conversation, earlier responses first; ``repeated`` the part of the request that the response
    repeats. ``summarizes`` and ``encrypts`` tell which forms of the reasoning are sent.
    """

    prompt: Prompt
    items: tuple[Item, ...]
    repeated: Mapping[str, object]
    stores: bool
    summarizes: bool
    encrypts: bool

    @classmethod
    def parse(cls, call: ApiCall) -> "ResponseRequest":
        """Read a request.

        Raises:
            ApiError: it refers to something that is not there, or the order of its items is wrong.
            FieldError: anything in it that the API would refuse.
        """
        body = read_json(call.request)
        model = ModelName.parse(body.require("model").string())
        check_parameters(body)
        items = (*_history(body, call), *_input(body, call))
        turns = read_turns(items)
        tools = read_tools(body)
        included = _included(body)
        summarizes = _summary(body) is not None
        encrypts = "reasoning.encrypted_content" in included
        prompt = Prompt(
            dialect="responses",
            model=model,
            turns=(*_instructions(body), *turns),
            tools=tools,
            tool_choice=read_tool_choice(body, tools),
            sampling=_sampling(body, included),
            form=read_text_format(body, (turn.text for turn in turns)),
            reasons=_reasons(model, body, asked=summarizes or encrypts),
            stream=flag(body, "stream", default=False),
        )
        return cls(
            prompt=prompt,
            items=items,
            repeated=_repeated(body, model),
            stores=flag(body, "store", default=True),
            summarizes=summarizes,
            encrypts=encrypts,
        )


def _history(body: Field, call: ApiCall) -> tuple[Item, ...]:
    previous = body.get("previous_response_id")
    if previous is None:
        return ()
    stored = call.session.responses.find(previous.string())
    if stored is None:
        raise ApiError(
            400,
            f"Previous response with id '{previous.value}' not found.",
            code="previous_response_not_found",
            param="previous_response_id",
        )
    return stored.items


def _input(body: Field, call: ApiCall) -> tuple[Item, ...]:
    for name in ("conversation", "prompt"):
        if asked := body.get(name):
            known = asked.value if isinstance(asked.value, str) else asked.require("id").string()
            raise ApiError(404, f"{name.capitalize()} with id '{known}' not found.", param=name)
    given = body.get("input")
    if given is None:
        if body.get("previous_response_id"):
            return ()
        raise ApiError(400, _NO_INPUT, code="missing_required_parameter", param="input")

    def name_item(prefix: str, index: int) -> str:
        return call.session.identity.id(prefix, call.request, "input", str(index), length=48)

    return tuple(ItemReader(call.session.responses, name_item).read(given))


def _instructions(body: Field) -> tuple[Turn, ...]:
    instructions = body.get("instructions")
    return () if instructions is None else (Turn("system", instructions.string()),)


def _included(body: Field) -> frozenset[str]:
    include = body.get("include")
    return frozenset() if include is None else frozenset(item.string() for item in include.items())


def _sampling(body: Field, included: frozenset[str]) -> Sampling:
    limit, top = body.get("max_output_tokens"), body.get("top_logprobs")
    alternatives = 0 if top is None else cast("int", top.value)
    return Sampling(
        max_tokens=None if limit is None else cast("int", limit.value),
        top_logprobs=alternatives if "message.output_text.logprobs" in included else None,
    )


def _reasoning(body: Field, name: str) -> object:
    reasoning = body.get("reasoning")
    field = None if reasoning is None else reasoning.get(name)
    return None if field is None else field.value


def _summary(body: Field) -> object:
    return _reasoning(body, "summary") or _reasoning(body, "generate_summary")


def _reasons(model: ModelName, body: Field, *, asked: bool) -> bool:
    if _reasoning(body, "effort") == "none":
        return False
    # The models of this server think where somebody wants to see it, so that plain requests get plain answers.
    return reasons(model.text) or (model.fake_id is not None and asked)


def _repeated(body: Field, model: ModelName) -> dict[str, object]:
    given = {name: field.value for name in _REPEATED if (field := body.get(name))}
    effort = _reasoning(body, "effort") or ("medium" if reasons(model.text) else None)
    return {
        **_REPEATED,
        **given,
        "reasoning": {"effort": effort, "summary": _summary(body)},
        "text": text_body(body),
        "tools": tools_body(body),
    }
