"""The body of a chat completions request, judged and typed."""

from collections.abc import Collection
from dataclasses import dataclass

from fakes.model import client_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.openai.message import Message
from fakes.model.openai.response_format import read_response_format
from fakes.model.openai.sampling import KNOWN, read_sampling
from fakes.model.openai.tool_turns import check_tool_turns
from fakes.model.openai.tools import read_tool_choice, read_tools
from fakes.model.prompt import OfferedTool, Prompt, ToolChoice
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
    def parse(cls, body: Field, *, known: Collection[str] | None = KNOWN, needs_word: bool = True) -> "ChatRequest":
        """Read a request's body. ``known`` are the parameters that the API has; None: it minds no others.

        ``needs_word``: who asks for any JSON must say the word in a message.

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
            sampling=read_sampling(body, known),
            form=read_response_format(body, (message.text for message in messages) if needs_word else None),
            stream=stream,
            include_usage=includes_usage(body, stream=stream),
        )

    def prompt(self, dialect: str, model: ModelName, *, reasons: bool = False, reasons_unseen: bool = False) -> Prompt:
        """Return what is asked of a model; whether it reasons is the dialect's to say."""
        return Prompt(
            dialect=dialect,
            model=model,
            turns=tuple(message.turn for message in self.messages),
            tools=self.tools,
            tool_choice=self.tool_choice,
            sampling=self.sampling,
            form=self.form,
            reasons=reasons,
            reasons_unseen=reasons_unseen,
            stream=self.stream,
        )


def read_json(request: Request) -> Field:
    """Return the body of a request as JSON.

    Raises:
        ApiError: it is declared to be, or is, something else.
    """
    return read_body(request.header("content-type"), request.body)


def read_body(content_type: str, body: bytes) -> Field:
    """Return a body as JSON. A type need not be declared.

    Raises:
        ApiError: it is declared to be, or is, something else.
    """
    declared = content_type.partition(";")[0].strip().lower()
    if declared and declared != "application/json":
        raise ApiError(
            400, f"The content type is '{declared}', and must be 'application/json'.", code="unsupported_type"
        )
    try:
        return Field(client_json.read(body.decode()))
    except ValueError:
        raise ApiError(400, "The body of the request could not be read as JSON.", code="invalid_json") from None


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
