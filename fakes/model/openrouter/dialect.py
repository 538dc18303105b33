"""OpenRouter's chat completions, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.model_name import ModelName
from fakes.model.openai.chat_request import read_json
from fakes.model.openrouter.answer import completion_body, generation_id
from fakes.model.openrouter.encoder import OpenRouterEncoder
from fakes.model.openrouter.refusal import refusal, stream_error
from fakes.model.openrouter.request import OpenRouterRequest, read_models
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class OpenRouterAsking:
    """One request for a chat completion; ``cost`` says that its price is asked for."""

    prompt: Prompt
    cost: bool

    def encoder(self, heading: Heading) -> OpenRouterEncoder:
        """Return what says the answer chunk by chunk."""
        choices = self.prompt.sampling.choices
        return OpenRouterEncoder(heading, choices=choices, cost=self.cost, thinks=self.prompt.reasons)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the completion."""
        return completion_body(heading, spoken, usage, cost=self.cost)


class OpenRouter:
    """OpenRouter's API."""

    name = "openrouter"
    stream_type = "text/event-stream"

    def read(self, call: ApiCall) -> OpenRouterAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = _first_known(read_models(body), call)
        asked = OpenRouterRequest.parse(body, model.text)
        prompt = asked.chat.prompt(
            self.name, model, reasons=asked.thoughts == "shown", reasons_unseen=asked.thoughts == "hidden"
        )
        return OpenRouterAsking(prompt, asked.cost)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in OpenRouter's shape."""
        return refusal(error, self.signature(request_id, 0))

    def stream_error(self, error: ApiError) -> bytes:
        """Return the chunk that says, before anything is said, that it has failed."""
        return stream_error(error)

    def answer_error(self, error: ApiError, event: bytes) -> bytes:
        """Return the chunk that says, behind a chunk of an answer, that it has failed."""
        return stream_error(error, event)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("x-generation-id", generation_id(request_id)),)


def _first_known(names: Sequence[str], call: ApiCall) -> ModelName:
    """Return the first model that there is; the wished one where there is none, so that it is refused by name."""
    models = [ModelName.parse(name) for name in names]
    return next(filter(call.session.has_model, models), models[0])
