"""Converse and ConverseStream, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.event_stream import CONTENT_TYPE
from fakes.model import client_json
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.bedrock.answer import answer_body
from fakes.model.bedrock.constraint import SERIALIZATION, check
from fakes.model.bedrock.conversation import read_turns
from fakes.model.bedrock.encoder import ConverseEncoder
from fakes.model.bedrock.inference import read_form, read_sampling, reasons
from fakes.model.bedrock.refusal import refusal, stream_error, uuid
from fakes.model.bedrock.request_shape import CONVERSE_REQUEST
from fakes.model.bedrock.tools import read_tool_choice, read_tools
from fakes.model.dialect import Heading, Spoken
from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class ConverseAsking:
    """One request; ``guarded`` says that a guardrail watches the answer."""

    prompt: Prompt
    guarded: bool

    def encoder(self, heading: Heading) -> ConverseEncoder:  # noqa: ARG002 - no event tells its name or its time
        """Return what says the answer event by event."""
        return ConverseEncoder(guarded=self.guarded)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:  # noqa: ARG002 - as above
        """Return the answer that is not streamed."""
        return answer_body(spoken[0], usage, guarded=self.guarded)


class Converse:
    """Bedrock's one API for all models, streamed or not. Signatures are not verified."""

    name = "bedrock"
    stream_type = CONTENT_TYPE

    def __init__(self, *, stream: bool) -> None:
        self._stream = stream

    def read(self, call: ApiCall) -> ConverseAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in the model's own fields is refused.
        """
        model = ModelName.parse(call.names["model"])
        body = _read_json(call.request)
        check(CONVERSE_REQUEST, body.value)
        extra = body.get("additionalModelRequestFields") or Field({})
        if not isinstance(extra.value, dict):
            raise ApiError(400, "The value at additionalModelRequestFields must be an object.")
        tools = read_tools(body)
        choice = read_tool_choice(body, extra, tools)
        prompt = Prompt(
            dialect=self.name,
            model=model,
            turns=read_turns(body),
            tools=tools,
            tool_choice=choice,
            sampling=read_sampling(body),
            form=read_form(body),
            reasons=reasons(body, extra, model.text, choice),
            stream=self._stream,
        )
        return ConverseAsking(prompt, body.get("guardrailConfig") is not None)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in AWS's shape."""
        return refusal(error, request_id)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the message that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("x-amzn-requestid", uuid(request_id)),)


def _read_json(request: Request) -> Field:
    try:
        return Field(client_json.read(request.body.decode()))
    except ValueError:
        raise ApiError(400, "The body of the request is not valid JSON.", code=SERIALIZATION) from None
