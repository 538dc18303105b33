"""``llm-generate``: a prompt to text, or to JSON that fits a given JSON Schema.

Payload: ``{"prompt", "schema"?, "system"?, "model"?}``; ``model`` may also stand beside the payload.
"""

from functools import partial

import anyio.to_thread
from msgspec.structs import replace

from service import json_text
from service.actions.replies import ending
from service.field import JSON, Field
from service.json_schema import JsonSchema
from service.messages import Message, SystemMessage
from service.model import ResponseSchema
from service.operations import Completion, OperationContext, operation
from service.requests import ChatRequest
from service.ui_messages import read_prompt
from service.upstream_errors import UpstreamMismatch
from service.well_formed import well_formed

_SCHEMA_NAME = "answer"
_MAX_DETAIL = 200
"""Characters of an answer that does not fit which are kept for the log."""


@operation("llm-generate")
async def llm_generate(payload: Field, context: OperationContext) -> dict[str, JSON]:
    """Answer a prompt."""
    # A prompt is answered with a text, or with JSON: no tool comes into it.
    request = replace(context.defaults.complete(_read_prompt(payload, context)), tools=())
    schema = payload.member("schema")
    if schema is None:
        completion = await context.complete(request)
        return {"text": completion.text, **ending(completion)}
    # In a thread, both times: a schema may be as large as a body may be.
    wanted = await anyio.to_thread.run_sync(JsonSchema.read, schema, abandon_on_cancel=True)
    shaped = ResponseSchema(name=_SCHEMA_NAME, schema=wanted.document)
    completion = await context.complete(replace(request, response_schema=shaped))
    fitting = partial(_fitting, completion, wanted)
    return {"object": await anyio.to_thread.run_sync(fitting, abandon_on_cancel=True), **ending(completion)}


def _read_prompt(payload: Field, context: OperationContext) -> ChatRequest:
    prompt: Message = read_prompt(payload.required("prompt"), context.equipment.limits)
    system = payload.text("system")
    instructions = (SystemMessage(well_formed(system)),) if system else ()
    model = payload.text("model") or context.request.text("model") or None
    return ChatRequest(messages=(*instructions, prompt), model=model)


def _fitting(completion: Completion, schema: JsonSchema) -> JSON:
    """Return the answer as JSON.

    Raises:
        UpstreamMismatch: it is not JSON, or does not fit.
    """
    try:
        answer = json_text.decode(completion.text)
    except ValueError as error:
        raise _mismatch(completion, f"not JSON: {error}") from None
    fault = schema.fault(answer)
    if fault is not None:
        raise _mismatch(completion, f"does not fit: {fault}")
    return answer


def _mismatch(completion: Completion, fault: str) -> UpstreamMismatch:
    return UpstreamMismatch(
        detail=f"finish reason {completion.finish_reason}: {fault}: {completion.text[:_MAX_DETAIL]!r}"
    )
