"""Azure's chat completions and legacy completions, as dialects."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.azure.address import asked_model
from fakes.model.azure.answer import completion_body
from fakes.model.azure.encoder import AzureEncoder
from fakes.model.azure.refusal import refusal, stream_error
from fakes.model.dialect import Asking, Heading, Spoken
from fakes.model.model_name import ModelName
from fakes.model.openai.chat import asking
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.legacy_completion import completion_asking
from fakes.model.openai.uuid_form import uuid_form
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class AzureAsking:
    """One request for a chat completion."""

    prompt: Prompt
    include_usage: bool

    def encoder(self, heading: Heading) -> AzureEncoder:
        """Return what says the answer chunk by chunk."""
        return AzureEncoder(heading, choices=self.prompt.sampling.choices, include_usage=self.include_usage)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage)


class Azure:
    """Azure's chat completions."""

    name = "azure"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> Asking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        asked = asking(self.name, ModelName.parse(asked_model(call, body)), body)
        return AzureAsking(asked.prompt, asked.include_usage)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in Azure's shape."""
        return refusal(error, self.signature(request_id, 0))

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        name = uuid_form(request_id.removeprefix("req_"))
        return (("apim-request-id", name), ("x-request-id", name), ("x-ms-region", "East US"))


class AzureCompletions(Azure):
    """Azure's legacy completions, which say what OpenAI's say."""

    def read(self, call: ApiCall) -> Asking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        return completion_asking(self.name, ModelName.parse(asked_model(call, body)), body, call)
