"""POST /v1/chat/completions, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import ChatRequest, read_body
from fakes.model.openai.completion import completion_body
from fakes.model.openai.encoder import ChatEncoder
from fakes.model.openai.reasoning_models import reasons
from fakes.model.openai.refusal import refusal, stream_error
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class ChatAsking:
    """One request for a chat completion."""

    prompt: Prompt
    include_usage: bool

    def encoder(self, heading: Heading) -> ChatEncoder:
        """Return what says the answer chunk by chunk."""
        return ChatEncoder(heading, choices=self.prompt.sampling.choices, include_usage=self.include_usage)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage)


_SHORT = 16 * 1024
"""What requests of up to so many bytes ask is remembered: tests ask the same again and again."""


class ChatCompletions:
    """OpenAI's chat completions API."""

    name = "openai"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> ChatAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        request = call.request
        read = _remembered if len(request.body) <= _SHORT else _read
        return read(self.name, request.header("content-type"), request.body)

    def material(self, request: Request) -> bytes:
        """Return all of a request that an answer follows from; the content type only decides whether it is read."""
        return request.material

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in OpenAI's shape."""
        return refusal(error, request_id)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        """Return the headers of every answer."""
        return (("x-request-id", request_id), ("openai-processing-ms", str(round(first_ms))))


def asking(dialect: str, model: ModelName, body: Field) -> ChatAsking:
    """Return what a request body asks of a model.

    Raises:
        FieldError: something in the body is refused.
    """
    chat = ChatRequest.parse(body)
    thinks = reasons(model.text) and not _spares_thought(body)
    prompt = chat.prompt(dialect, model, reasons_unseen=thinks)
    # What OpenAI's models never show, others who speak its dialect do, under names that every client of them knows.
    return ChatAsking(replace(prompt, roomy=dialect == ChatCompletions.name), chat.include_usage)


def _spares_thought(body: Field) -> bool:
    effort = body.get("reasoning_effort")
    return effort is not None and effort.value == "none"


def _read(dialect: str, content_type: str, data: bytes) -> ChatAsking:
    body = read_body(content_type, data)
    return asking(dialect, ModelName.parse(body.require("model").string()), body)


_remembered = lru_cache(maxsize=64)(_read)
