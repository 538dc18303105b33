"""DeepSeek's chat completions, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.deepseek.answer import completion_body
from fakes.model.deepseek.encoder import DeepSeekEncoder
from fakes.model.deepseek.refusal import refusal, stream_error
from fakes.model.deepseek.request import DeepSeekRequest
from fakes.model.dialect import Heading, Spoken
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class DeepSeekAsking:
    """One request for a chat completion."""

    prompt: Prompt
    include_usage: bool

    def encoder(self, heading: Heading) -> DeepSeekEncoder:
        """Return what says the answer chunk by chunk."""
        return DeepSeekEncoder(heading, include_usage=self.include_usage, thinks=self.prompt.reasons)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage, thinks=self.prompt.reasons)


class DeepSeek:
    """DeepSeek's API."""

    name = "deepseek"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> DeepSeekAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = ModelName.parse(body.require("model").string())
        asked = DeepSeekRequest.parse(body, model.text)
        return DeepSeekAsking(asked.chat.prompt(self.name, model, reasons=asked.thinks), asked.chat.include_usage)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in DeepSeek's shape."""
        return refusal(error, self.signature(request_id, 0))

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("x-ds-trace-id", request_id.removeprefix("req_")),)
