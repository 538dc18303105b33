"""The language model as the rest of the service sees it: a request in, chunks out."""

from collections.abc import AsyncGenerator
from typing import Protocol

from msgspec import Struct

from service.field import JSON
from service.messages import Message
from service.tool_spec import ToolSpec
from service.usage import FinishReason, Usage


class ResponseSchema(Struct, frozen=True, kw_only=True):
    """What the answer is to be: JSON that fits a JSON Schema. Its name: 64 letters, digits, - and _ at most."""

    name: str
    schema: dict[str, JSON]


class ModelRequest(Struct, frozen=True, kw_only=True):
    """What to ask, provider-neutral.

    Attributes:
        model: ``provider/name``, as litellm spells it.
        messages: the conversation, oldest first.
        temperature: as the provider understands it, usually 0 to 2.
        max_output_tokens: where the provider is to stop, finishing with ``length``.
        reasoning_effort: how much a model thinks that can: low, medium or high; empty: as the provider has it.
        response_schema: what the answer is asked to fit; None for free text. A provider may ignore it.
        tools: what the model may call, if it wants to.
    """

    model: str
    messages: tuple[Message, ...]
    temperature: float
    max_output_tokens: int
    reasoning_effort: str = ""
    response_schema: ResponseSchema | None = None
    tools: tuple[ToolSpec, ...] = ()


class AnswerStart(Struct, frozen=True):
    """The model has begun to answer; no text yet."""


class TextChunk(Struct, frozen=True):
    """A piece of the answer; may be empty."""

    text: str


class TextRun(Struct, frozen=True):
    """Pieces of the answer that arrived in one read, two or more, none empty; clients are told each as it came."""

    texts: tuple[str, ...]


class ReasoningChunk(Struct, frozen=True):
    """A piece of what the model thinks; may be empty."""

    text: str


class SignatureChunk(Struct, frozen=True):
    """The provider's proof of the thoughts before it, which it wants back in the next request."""

    provider: str
    signature: str


class RedactedChunk(Struct, frozen=True):
    """Thoughts that only the provider can read, and wants back in the next request."""

    provider: str
    data: str


class ToolCallChunk(Struct, frozen=True):
    """A piece of a tool call.

    Attributes:
        index: which of the calls; the model may work on several at once.
        call_id: with the first piece; None later.
        name: with the first piece; None later.
        arguments: JSON text to append; may be empty.
    """

    index: int
    call_id: str | None
    name: str | None
    arguments: str


class SourceChunk(Struct, frozen=True):
    """A page that the answer rests on."""

    url: str
    title: str | None = None


class FileChunk(Struct, frozen=True):
    """Something that the model made; ``url`` is ``data:`` with base64, or ``http(s)``."""

    media_type: str
    url: str


class FinishChunk(Struct, frozen=True):
    """The model says that it is done, and why."""

    reason: FinishReason


class UsageChunk(Struct, frozen=True):
    """The provider's count of tokens."""

    usage: Usage


ModelChunk = (
    AnswerStart
    | TextChunk
    | TextRun
    | ReasoningChunk
    | SignatureChunk
    | RedactedChunk
    | ToolCallChunk
    | SourceChunk
    | FileChunk
    | FinishChunk
    | UsageChunk
)


class LanguageModel(Protocol):
    """A provider, or anything that answers like one."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        """Ask, and yield what arrives: one tuple a network read, so that what came together can leave together.

        Closing the generator, or cancelling the task that waits for it, closes the connection to the provider.

        Raises:
            ServiceError: the provider failed; always one of ``service.errors``, never a library's exception.
        """
        ...
