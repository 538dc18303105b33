"""POST /v1/responses, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.openai import refusal as openai
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.responses.encoder import ResponseEncoder
from fakes.model.responses.request import ResponseRequest
from fakes.model.responses.store import Item, ResponseStore, StoredResponse
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class ResponseAsking:
    """One request for a response, and the place where the response is kept."""

    asked: ResponseRequest
    store: ResponseStore

    @property
    def prompt(self) -> Prompt:
        """What is asked."""
        return self.asked.prompt

    def encoder(self, heading: Heading) -> ResponseEncoder:
        """Return what says the answer event by event."""
        return ResponseEncoder(heading, self.asked, self._keep)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the response."""
        return self.encoder(heading).whole(spoken[0], usage)

    def _keep(self, response: Item, output: tuple[Item, ...]) -> None:
        if self.asked.stores:
            self.store.put(str(response["id"]), StoredResponse(response, self.asked.items, output))


class Responses:
    """OpenAI's Responses API."""

    name = "responses"
    stream_type = "text/event-stream; charset=utf-8"

    def read(self, call: ApiCall) -> ResponseAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        return ResponseAsking(ResponseRequest.parse(call), call.session.responses)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in OpenAI's shape."""
        return openai.refusal(error, request_id)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed. Its number is 0: nobody counts here."""
        data = {
            "type": "error",
            "sequence_number": 0,
            "code": openai.code(error) or openai.error_type(error),
            "message": openai.message(error),
            "param": openai.param(error),
        }
        return b"event: error\ndata: " + compact_json.encode(data) + b"\n\n"

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        """Return the headers of every answer."""
        return (("x-request-id", request_id), ("openai-processing-ms", str(round(first_ms))))
