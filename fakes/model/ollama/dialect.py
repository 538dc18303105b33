"""Ollama's chat and generate, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.ollama.answer import answer_body
from fakes.model.ollama.body import complaint, read_json
from fakes.model.ollama.encoder import OllamaEncoder
from fakes.model.ollama.names import known_model
from fakes.model.ollama.options import read_form, read_sampling
from fakes.model.ollama.shape import Chat, Shape
from fakes.model.ollama.thinking import read_thinking
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply, json_reply
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class OllamaAsking:
    """One request for a message, or for a response."""

    prompt: Prompt
    shape: Shape

    def encoder(self, heading: Heading) -> OllamaEncoder:
        """Return what says the answer line by line."""
        return OllamaEncoder(heading, self.shape)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the answer that is not streamed."""
        return answer_body(heading, self.shape, spoken[0], usage)


class Ollama:
    """Ollama's API in one shape. ``struct`` is what Go calls a request, where that is another one than the shape's."""

    name = "ollama"
    stream_type = "application/x-ndjson"

    def __init__(self, shape: Shape | None = None, *, struct: str = "") -> None:
        self.shape = shape or Chat()
        self._struct = struct or self.shape.struct

    def read(self, call: ApiCall) -> OllamaAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        model = known_model(call, body)
        stream = body.get("stream")
        prompt = Prompt(
            dialect=self.name,
            model=model,
            turns=self.shape.turns(body),
            tools=self.shape.tools(body),
            sampling=read_sampling(body),
            form=read_form(body),
            reasons=read_thinking(body, model.text),
            stream=stream is None or stream.boolean(),
        )
        return OllamaAsking(prompt, self.shape)

    def refusal(self, error: ApiError, request_id: str) -> Reply:  # noqa: ARG002 - the server's errors do not tell it
        """Return an error in the server's shape."""
        return json_reply(self._error(error), status=error.status, headers=error.headers)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the line that says, inside a stream, that it has failed."""
        return compact_json.encode(self._error(error)) + b"\n"

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return nothing: the server adds no headers."""
        return ()

    def _error(self, error: ApiError) -> dict[str, str]:
        return {"error": complaint(error.field, self._struct) if error.field else error.message}
