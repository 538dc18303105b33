"""Groq's chat completions, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.groq.answer import completion_body
from fakes.model.groq.encoder import GroqEncoder
from fakes.model.groq.refusal import refusal, stream_error
from fakes.model.groq.request import GroqRequest
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class GroqAsking:
    """One request for a chat completion; ``raw`` puts thoughts into the text."""

    prompt: Prompt
    include_usage: bool
    raw: bool

    def encoder(self, heading: Heading) -> GroqEncoder:
        """Return what says the answer chunk by chunk."""
        return GroqEncoder(heading, include_usage=self.include_usage, raw=self.raw)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage, raw=self.raw)


class Groq:
    """Groq's API."""

    name = "groq"
    stream_type = "text/event-stream"

    def read(self, call: ApiCall) -> GroqAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = ModelName.parse(body.require("model").string())
        chat, thoughts = GroqRequest.parse(body, model.text)
        prompt = chat.prompt(
            self.name, model, reasons=thoughts in ("shown", "raw"), reasons_unseen=thoughts == "hidden"
        )
        return GroqAsking(prompt, chat.include_usage, raw=thoughts == "raw")

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in Groq's shape."""
        return refusal(error, self.signature(request_id, 0))

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("x-request-id", request_id), ("x-groq-region", "us-east-1"))
