"""A request's JSON, byte for byte as litellm 1.106.2 sends it to each provider.

For OpenAI and Azure the bytes are made by the openai SDK, for the others by litellm itself: another order of the
members, blanks between them, and only ASCII.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from service import json_text
from service.field import JSON
from service.messages import FilePart, ImagePart, Message, UserMessage
from service.model import ModelRequest
from service.providers.lean.schemas import require_plain_tools, without
from service.providers.lean.step_aside import StepAside
from service.providers.lenient import objects_of, text_of
from service.providers.litellm_request import to_arguments

_WITHOUT_FORMAT = frozenset({"gpt-3.5-turbo-16k", "gpt-4"})
"""litellm sends these names no ``response_format``, whoever's models they are."""


class Wording(Struct, frozen=True, kw_only=True):
    """How a provider's requests differ.

    Attributes:
        sdk: whether the openai SDK writes them.
        joins: whether the texts of a message are put together where nothing is shown in the whole conversation.
        images: whether images are sent as they are.
        files: whether documents and sounds are.
        formats: whether ``response_format`` is.
        empties: whether messages that say nothing are.
        counts: whether the usage is asked for in ``stream_options``.
        leaves_out: members of a tool's schema that are not sent; ``additionalProperties`` only where it is false.
        more: further members.
    """

    sdk: bool = False
    joins: bool = False
    images: bool = True
    files: bool = True
    formats: bool = True
    empties: bool = True
    counts: bool = True
    leaves_out: frozenset[str] = frozenset()
    more: Mapping[str, JSON] = field(default_factory=dict)

    def body(self, request: ModelRequest, name: str) -> bytes:
        """Return the body of the request to a model of this name.

        Raises:
            StepAside: litellm does with such a request what is not known here.
        """
        self._require_known(request, name)
        arguments = to_arguments(request)
        messages: list[JSON] = [_message(message) for message in arguments.pop("messages")]
        if self.joins and not _shown(request.messages):
            messages = [_joined(message) for message in objects_of(messages)]
        if not self.empties and any(message.get("content") == "" for message in objects_of(messages)):
            raise StepAside("a message says nothing")
        return (self._sdks if self.sdk else self._litellms)(arguments, messages, name)

    def _require_known(self, request: ModelRequest, name: str) -> None:
        shown = _shown(request.messages)
        if (ImagePart in shown and not self.images) or (FilePart in shown and not self.files):
            raise StepAside("images or files are shown")
        if request.response_schema is not None and (not self.formats or name in _WITHOUT_FORMAT):
            raise StepAside("the answer is to fit a schema")
        require_plain_tools(request.tools)

    def _sdks(self, arguments: Mapping[str, Any], messages: list[JSON], name: str) -> bytes:
        members = ("max_tokens", "response_format", "stream", "stream_options", "temperature", "tools")
        return json_text.encode({"messages": messages, "model": name, **_of(arguments, members)})

    def _litellms(self, arguments: Mapping[str, Any], messages: list[JSON], name: str) -> bytes:
        members = ("temperature", "stream", *(("stream_options",) if self.counts else ()), "max_tokens")
        document = {"model": name, "messages": messages, **_of(arguments, (*members, "response_format"))}
        if "tools" in arguments:
            document["tools"] = without(arguments["tools"], self.leaves_out)
        return json.dumps({**document, **self.more}).encode()


def _of(arguments: Mapping[str, Any], members: Iterable[str]) -> dict[str, JSON]:
    return {member: arguments[member] for member in members if member in arguments}


def _message(message: Mapping[str, JSON]) -> JSON:
    return {member: value for member, value in message.items() if value is not None}


def _joined(message: dict[str, JSON]) -> JSON:
    """Return the message with one text, if it has any."""
    text = "".join(text_of(part, "text") for part in objects_of(message.get("content")))
    return {**message, "content": text} if text else message


def _shown(messages: Iterable[Message]) -> set[type]:
    """Return what kinds of parts there are besides texts."""
    users = (message.parts for message in messages if isinstance(message, UserMessage))
    return {type(part) for parts in users for part in parts} & {ImagePart, FilePart}
