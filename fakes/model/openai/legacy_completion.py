"""POST /v1/completions, as a dialect: https://platform.openai.com/docs/api-reference/completions."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.field import Field
from fakes.model.logprobs import rated
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.legacy_completion_body import Echo, completion_body
from fakes.model.openai.legacy_completion_encoder import CompletionEncoder
from fakes.model.openai.legacy_completion_request import CompletionRequest
from fakes.model.openai.refusal import refusal, stream_error
from fakes.model.prompt import Prompt, Turn
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class CompletionAsking:
    """One request for a completion."""

    prompt: Prompt
    asked: CompletionRequest
    echo: Echo | None

    def encoder(self, heading: Heading) -> CompletionEncoder:
        """Return what says the answer chunk by chunk."""
        return CompletionEncoder(heading, self.asked, self.echo)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage, self.asked, self.echo)


class Completions:
    """OpenAI's legacy completions API."""

    name = "completions"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> CompletionAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = ModelName.parse(body.require("model").string())
        return completion_asking(self.name, model, body, call)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in OpenAI's shape."""
        return refusal(error, request_id)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        """Return the headers of every answer."""
        return (("x-request-id", request_id), ("openai-processing-ms", str(round(first_ms))))


def completion_asking(dialect: str, model: ModelName, body: Field, call: ApiCall) -> CompletionAsking:
    """Return what a request body asks of a model.

    Raises:
        FieldError: something in the body is refused.
    """
    asked = CompletionRequest.parse(body)
    prompt = Prompt(
        dialect=dialect,
        model=model,
        turns=(Turn("user", asked.text),),
        sampling=asked.sampling,
        stream=asked.stream,
    )
    return CompletionAsking(prompt, asked, _echo(asked, call) if asked.echo else None)


def _echo(asked: CompletionRequest, call: ApiCall) -> Echo:
    top = asked.logprobs
    if top is None:
        return Echo(asked.text)
    tokens = call.session.tokenizer.split(asked.text)
    seed = f"{call.session.identity.seed}/prompt"
    return Echo(asked.text, [rated(place, token, top=top, seed=seed) for place, token in enumerate(tokens)])
