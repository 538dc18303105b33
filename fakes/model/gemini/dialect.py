"""Gemini's generateContent and streamGenerateContent, as a dialect."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.access.key_refused import KeyRefused
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.field import Field
from fakes.model.gemini.answer import answer_body
from fakes.model.gemini.contents import read_turns
from fakes.model.gemini.encoder import ARRAY, Framing, GeminiEncoder
from fakes.model.gemini.generation import check_form, read_form, read_sampling
from fakes.model.gemini.key_refusal import key_refusal
from fakes.model.gemini.names import known_model
from fakes.model.gemini.payload import read_message
from fakes.model.gemini.refusal import error_body
from fakes.model.gemini.thinking import read_thinking
from fakes.model.gemini.tools import read_tool_choice, read_tools
from fakes.model.gemini.voice import Manners
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply, json_reply
from fakes.model.usage import Usage

_NAMELESS = re.compile(r"(?:.*/)?gemini-[12]\b")
"""Models whose calls have no ids."""


@dataclass(frozen=True, slots=True)
class GeminiAsking:
    """One request for content."""

    prompt: Prompt
    framing: Framing
    manners: Manners

    def encoder(self, heading: Heading) -> GeminiEncoder:
        """Return what says the answer chunk by chunk."""
        return GeminiEncoder(heading, self.framing, self.manners, self.prompt.sampling.choices)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the answer that is not streamed."""
        return answer_body(heading, spoken, usage, self.manners)


class Gemini:
    """Google's API at one kind of address: streamed in a framing or, without one, whole; by Vertex AI or not."""

    name = "gemini"

    def __init__(self, framing: Framing | None = None, *, vertex: bool = False) -> None:
        self._framing = framing
        self._vertex = vertex

    @property
    def stream_type(self) -> str:
        """The content type of a streamed answer."""
        return (self._framing or ARRAY).content_type

    def read(self, call: ApiCall) -> GeminiAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        model = known_model(call)
        body = read_message(call.request, "GenerateContentRequest")
        config = body.get("generation_config") or Field({}, "generation_config")
        tools = read_tools(body)
        form = read_form(config)
        check_form(form, model.text, calls=bool(tools))
        thinking = read_thinking(config, model.text)
        prompt = Prompt(
            dialect=self.name,
            model=model,
            turns=read_turns(body),
            tools=tools,
            tool_choice=read_tool_choice(body, tools),
            sampling=read_sampling(config),
            form=form,
            reasons=thinking.shown,
            reasons_unseen=thinking.thinks and not thinking.shown,
            stream=self._framing is not None,
        )
        manners = Manners(
            names_calls=not _NAMELESS.match(model.text), signs_calls=thinking.thinks, tells_time=self._vertex
        )
        return GeminiAsking(prompt, self._framing or ARRAY, manners)

    def refusal(self, error: ApiError, request_id: str) -> Reply:  # noqa: ARG002 - Google's errors do not tell it
        """Return an error in Google's shape; an array of it where an array would have been streamed."""
        if isinstance(error, KeyRefused):
            status, body = key_refusal(error, vertex=self._vertex)
        else:
            status, body = error.status, error_body(error)
        return json_reply([body] if self._framing is ARRAY else body, status=status, headers=error.headers)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the chunk that says, at the beginning of a stream, that it has failed, and ends it."""
        return self._failed(error, (self._framing or ARRAY).opening)

    def answer_error(self, error: ApiError, event: bytes) -> bytes:  # noqa: ARG002 - every chunk is followed by the same
        """Return the same chunk behind another one."""
        return self._failed(error, (self._framing or ARRAY).before)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("server-timing", f"gfet4t7; dur={round(first_ms)}"), ("x-content-type-options", "nosniff"))

    def _failed(self, error: ApiError, before: bytes) -> bytes:
        framing = self._framing or ARRAY
        return before + compact_json.encode(error_body(error)) + framing.behind + framing.closing
