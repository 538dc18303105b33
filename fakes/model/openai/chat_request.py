"""The body of a chat completions request, judged and typed."""

import json
from dataclasses import dataclass
from typing import NoReturn

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.openai.message import Message
from fakes.model.openai.response_format import read_response_format
from fakes.model.openai.sampling import read_sampling
from fakes.model.openai.tool_turns import check_tool_turns
from fakes.model.openai.tools import read_tool_choice, read_tools
from fakes.model.prompt import OfferedTool, ToolChoice
from fakes.model.request import Request
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked: the conversation, the extent of the answer, and how it is to be delivered."""

    messages: tuple[Message, ...]
    tools: tuple[OfferedTool, ...]
    tool_choice: ToolChoice
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
        tools = read_tools(body)
        stream = bool(body.get("stream") and body.require("stream").boolean())
        return cls(
            messages=messages,
            tools=tools,
            tool_choice=read_tool_choice(body, tools),
            sampling=read_sampling(body),
            form=read_response_format(body, (message.text for message in messages)),
            stream=stream,
            include_usage=includes_usage(body, stream=stream),
        )


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


def includes_usage(body: Field, *, stream: bool) -> bool:
    """Tell whether the usage is to be told at the end of a stream.

    Raises:
        FieldError: ``stream_options`` is not what it must be, or stands where nothing is streamed.
    """
    options = body.get("stream_options")
    if options is None:
        return False
    if not stream:
        raise options.fail("is only allowed when 'stream' is true")
    if obfuscation := options.get("include_obfuscation"):
        obfuscation.boolean()
    usage = options.get("include_usage")
    return usage is not None and usage.boolean()
