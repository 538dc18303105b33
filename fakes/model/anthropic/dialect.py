"""POST /v1/messages, as a dialect."""

from collections.abc import Sequence
from dataclasses import dataclass

from fakes.model.anthropic.answer import message_body
from fakes.model.anthropic.conversation import read_turns
from fakes.model.anthropic.encoder import PING, MessageEncoder
from fakes.model.anthropic.names import known_model
from fakes.model.anthropic.refusal import refusal, stream_error
from fakes.model.anthropic.request import check_members, flag, read_json, read_version
from fakes.model.anthropic.sampling import COUNTED, KNOWN, REMOVED, check_switches, read_form, read_sampling
from fakes.model.anthropic.thinking import check_thinking, read_thinking
from fakes.model.anthropic.tools import read_tool_choice, read_tools
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Heading, Spoken
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.sampling import Sampling
from fakes.model.usage import Usage


@dataclass(frozen=True, slots=True)
class MessageAsking:
    """One request for a message; ``hides_thoughts`` asks to show only the proofs of what was thought."""

    prompt: Prompt
    hides_thoughts: bool

    def encoder(self, heading: Heading) -> MessageEncoder:
        """Return what says the answer event by event."""
        return MessageEncoder(heading, hides_thoughts=self.hides_thoughts)

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the message."""
        return message_body(heading, spoken[0], usage, hides_thoughts=self.hides_thoughts)


class Messages:
    """Anthropic's Messages API. One that only counts takes fewer parameters, and needs no limit."""

    name = "anthropic"
    stream_type = "text/event-stream; charset=utf-8"
    ping = PING

    def __init__(self, *, counts: bool = False) -> None:
        self._counts = counts

    def read(self, call: ApiCall) -> MessageAsking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        latest = read_version(call.request)
        body = read_json(call.request)
        known = COUNTED if self._counts else KNOWN
        check_members(body, known - REMOVED if latest else known)
        model = known_model(body.require("model").string(), call)
        check_switches(body)
        sampling = Sampling() if self._counts else read_sampling(body)
        tools = read_tools(body)
        choice = read_tool_choice(body, tools)
        thinking = read_thinking(body)
        check_thinking(thinking, body, choice)
        turns = read_turns(body, thinks=thinking.kind == "enabled", latest=latest)
        prompt = Prompt(
            dialect=self.name,
            model=model,
            turns=turns,
            tools=tools.offered,
            tool_choice=choice,
            sampling=sampling,
            form=read_form(body),
            reasons=thinking.applies(after_tools=turns[-1].role == "tool"),
            stream=flag(body, "stream"),
            call_prefix="toolu_01",
        )
        return MessageAsking(prompt, thinking.hidden)

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in Anthropic's shape."""
        return refusal(error, request_id)

    def stream_error(self, error: ApiError) -> bytes:
        """Return the event that says, inside a stream, that it has failed."""
        return stream_error(error)

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - not told
        """Return the headers of every answer."""
        return (("request-id", request_id),)
