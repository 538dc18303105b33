"""What a scenario says, and what the request allows of it: a real model obeys the request first."""

import json
from dataclasses import replace
from typing import Any

from fakes.model import compact_json
from fakes.model.prompt import OfferedTool, Prompt
from fakes.model.response_format import ResponseFormat
from fakes.model.saying import Call, File, Part, Reasoning, RedactedReasoning, Refusal, Saying, Source, Text
from fakes.model.schema.answer import answer_schema
from fakes.model.schema.fitting import fits
from fakes.model.schema.keywords import check_schema
from fakes.model.schema.references import NowhereError
from fakes.model.text.chooser import Chooser


def obey(saying: Saying, prompt: Prompt, chooser: Chooser) -> Saying:
    """Return what is left of a saying, and what must be added, under the wishes of a request.

    Calls that may not be made are left out, one that must be made is added; text that must be JSON becomes JSON that
    fits; reasoning goes where it may neither be seen nor billed. ``finish`` goes with the calls that it was for.

    Raises:
        FieldError: a schema in the request asks for more than this model can do.
    """
    parts = [part for part in saying.parts if _is_allowed(part, prompt)]
    parts = _called(parts, prompt, chooser)
    parts = _formed(parts, prompt.form, chooser)
    calls = any(isinstance(part, Call) for part in parts)
    finish = None if saying.finish == "tool_calls" and not calls else saying.finish
    return replace(saying, parts=tuple(parts), finish=finish)


def auto_call(tool: OfferedTool, chooser: Chooser) -> Call:
    """Return a call of a tool, with arguments that fit its schema.

    Raises:
        FieldError: the schema asks for more than this model can do.
    """
    schema = tool.parameters
    arguments = {} if schema is None or not schema.value else answer_schema(schema, chooser)
    return Call(tool.name, compact_json.encode(arguments).decode())


def allowed_tools(prompt: Prompt) -> tuple[OfferedTool, ...]:
    """Return the tools that may be called, in the order in which they were offered."""
    choice = prompt.tool_choice
    if choice.mode == "none":
        return ()
    return tuple(tool for tool in prompt.tools if not choice.names or tool.name in choice.names)


def _is_allowed(part: Part, prompt: Prompt) -> bool:
    if isinstance(part, Source | File) or (isinstance(part, Reasoning) and part.aloud and prompt.roomy):
        return prompt.roomy
    if isinstance(part, Reasoning | RedactedReasoning):
        return prompt.reasons or (prompt.reasons_unseen and isinstance(part, Reasoning))
    if isinstance(part, Call) and not part.unoffered:
        return part.name in {tool.name for tool in allowed_tools(prompt)}
    return True


def _called(parts: list[Part], prompt: Prompt, chooser: Chooser) -> list[Part]:
    if prompt.tool_choice.mode == "required" and not any(isinstance(part, Call) for part in parts):
        parts = _forced(parts, prompt, chooser)
    if prompt.tool_choice.parallel:
        return parts
    first = next((part for part in parts if isinstance(part, Call)), None)
    return [part for part in parts if not isinstance(part, Call) or part is first]


def _forced(parts: list[Part], prompt: Prompt, chooser: Chooser) -> list[Part]:
    # Who is made to call says nothing else: every provider's model is then held to the calls as they are written.
    tool = allowed_tools(prompt)[0]
    # What would have been said may already be what the tool takes: a schema's answer, asked for as a call.
    said = _said(parts)
    call = Call(tool.name, said) if _fits(said, ResponseFormat("json_schema", tool.parameters)) else None
    thoughts = [part for part in parts if isinstance(part, Reasoning | RedactedReasoning)]
    return [*thoughts, call or auto_call(tool, chooser)]


def _said(parts: list[Part]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Text) and isinstance(part.text, str))


def _formed(parts: list[Part], form: ResponseFormat, chooser: Chooser) -> list[Part]:
    texts = [part for part in parts if isinstance(part, Text)]
    if form.kind == "text" or not texts or any(isinstance(part, Refusal) for part in parts):
        return parts
    said = _said(parts)
    written = said if _fits(said, form) else form.write(chooser)
    return [Text(written) if part is texts[0] else part for part in parts if part is texts[0] or part not in texts]


def _fits(said: str, form: ResponseFormat) -> bool:
    try:
        value: Any = json.loads(said)
    except (ValueError, RecursionError):
        return False
    schema = form.schema
    if schema is None or schema.value is None:
        return isinstance(value, dict)
    check_schema(schema)
    root: Any = schema.value
    try:
        return fits(value, root, root)
    except NowhereError:
        return False
