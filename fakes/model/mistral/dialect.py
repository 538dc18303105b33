"""Mistral's chat completions, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.mistral.answer import completion_body
from fakes.model.mistral.encoder import MistralEncoder
from fakes.model.mistral.refusal import refusal, stream_error
from fakes.model.mistral.request import MistralRequest
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.uuid_form import uuid_form
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class MistralAsking:
    """One request for a chat completion."""

    prompt: Prompt

    def encoder(self, heading: Heading) -> MistralEncoder:
        """Return what says the answer chunk by chunk."""
        return MistralEncoder(heading, choices=self.prompt.sampling.choices)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage, limited=self.prompt.sampling.max_tokens is not None)


class Mistral:
    """Mistral's API."""

    name = "mistral"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> MistralAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = ModelName.parse(body.require("model").string())
        chat, thinks = MistralRequest.parse(body, model.text)
        return MistralAsking(chat.prompt(self.name, model, reasons=thinks))

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in the shape that Mistral has for it."""
        return refusal(error, request_id, self.signature(request_id, 0))

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        """Return the headers of every answer."""
        name = uuid_form(request_id.removeprefix("req_"))
        latency = str(round(first_ms))
        return (("mistral-correlation-id", name), ("x-envoy-upstream-service-time", latency))
