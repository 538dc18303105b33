"""The body of a chat completions request, judged and typed."""

import json
from dataclasses import dataclass
from typing import NoReturn

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.openai.message import Message
from fakes.model.openai.response_format import ResponseFormat
from fakes.model.openai.sampling import Sampling
from fakes.model.openai.tool_turns import check_tool_turns
from fakes.model.openai.tools import check_tools
from fakes.model.request import Request


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked: the conversation, the extent of the answer, and how it is to be delivered."""

    messages: tuple[Message, ...]
    sampling: Sampling
    form: ResponseFormat
    stream: bool
    include_usage: bool

    @classmethod
    def parse(cls, body: Field) -> "ChatRequest":
        """Read a request's body.

        Raises:
            FieldError: anything in it that the API would refuse.
        """
        field = body.require("messages")
        messages = tuple(map(Message.parse, field.items()))
        if not messages:
            raise field.fail("must hold at least one message", "empty_array")
        check_tool_turns(messages, field)
        check_tools(body)
        sampling = Sampling.parse(body)
        stream = bool(body.get("stream") and body.require("stream").boolean())
        form = ResponseFormat.parse(body, messages)
        return cls(messages, sampling, form, stream, _includes_usage(body, stream=stream))

    @property
    def question(self) -> Message:
        """The last message of a user; an empty one where no user has spoken."""
        return next((message for message in reversed(self.messages) if message.role == "user"), Message("user"))


def read_json(request: Request) -> Field:
    """Return the body of a request as JSON.

    Raises:
        ApiError: it is declared to be, or is, something else.
    """
    declared = request.header("content-type").partition(";")[0].strip().lower()
    if declared and declared != "application/json":
        raise ApiError(
            400, f"The content type is '{declared}', and must be 'application/json'.", code="unsupported_type"
        )
    try:
        return Field(json.loads(request.body.decode(), parse_constant=_refuse_constant))
    except (ValueError, RecursionError):
        # RecursionError is how the standard library says that brackets are nested too deeply.
        raise ApiError(400, "The body of the request could not be read as JSON.", code="invalid_json") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _includes_usage(body: Field, *, stream: bool) -> bool:
    options = body.get("stream_options")
    if options is None:
        return False
    if not stream:
        raise options.fail("is only allowed when 'stream' is true")
    if obfuscation := options.get("include_obfuscation"):
        obfuscation.boolean()
    usage = options.get("include_usage")
    return usage is not None and usage.boolean()
