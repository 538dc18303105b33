"""``content``: a text, or blocks of every kind that the API takes."""

import re
from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.anthropic.message import ROLES, Message, Result
from fakes.model.anthropic.request import check_members, flag, tagged
from fakes.model.anthropic.sources import read_document, read_image
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import MadeCall

_Reader = Callable[[Field, Message], None]

_EMPTY = "all messages must have non-empty content except for the optional final assistant message"
_ID = re.compile(r"[a-zA-Z0-9_-]+")
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "cache_control", "citations"),
    "image": ("source", "cache_control", "transformations"),
    "document": ("source", "cache_control", "citations", "context", "title"),
    "search_result": ("content", "source", "title", "cache_control", "citations"),
    "thinking": ("thinking", "signature"),
    "redacted_thinking": ("data",),
    "tool_use": ("id", "input", "name", "cache_control", "caller", "toolset_name"),
    "tool_result": ("tool_use_id", "content", "is_error", "cache_control", "toolset_name"),
}
_SERVERS_OWN = (
    "server_tool_use",
    "web_search_tool_result",
    "web_fetch_tool_result",
    "code_execution_tool_result",
    "bash_code_execution_tool_result",
    "text_editor_code_execution_tool_result",
    "tool_search_tool_result",
)
"""What the provider's own tools left in a conversation. The model does not hear it."""

_ONLY: Mapping[str, str] = {
    **dict.fromkeys(("image", "document", "search_result", "tool_result", "container_upload"), "user"),
    **dict.fromkeys(("thinking", "redacted_thinking", "tool_use", *_SERVERS_OWN), "assistant"),
}
_IN_RESULTS = ("text", "image", "search_result", "document", "tool_reference", "browser_state")


def read_message(entry: Field, message: Message, *, last: bool) -> None:
    """Read one of the messages of a request; ``last`` says that none follows.

    Raises:
        ApiError: it is empty, or has a block that its role must not have.
        FieldError: something that it needs is absent or of another type.
    """
    message.role = ROLES[entry.require("role").one_of(ROLES)]
    check_members(entry, ("role", "content"))
    content = entry.require("content")
    if content.value in ("", []):
        if last and message.role == "assistant":
            return
        raise ApiError(400, f"{message.place}: {_EMPTY}")
    read_content(content, message, tuple(_READERS))


def read_content(content: Field, message: Message, known: tuple[str, ...]) -> None:
    """Read a text, or blocks of the ``known`` types, into a message.

    Raises:
        ApiError: a text is blank, or the message's role must not have such a block.
        FieldError: a block lacks what it needs.
    """
    if isinstance(content.value, str):
        message.kinds.append("text")
        message.texts.append(_spoken(content))
        return
    for block in content.items():
        kind, inner = tagged(block, known)
        if _ONLY.get(kind, message.role) != message.role and (kind != "document" or message.latest):
            raise ApiError(400, f"{message.place}: `{kind}` blocks can only be in `{_ONLY[kind]}` messages")
        if kind in _MEMBERS:
            check_members(inner, ("type", *_MEMBERS[kind]))
        _READERS[kind](inner, message)
        message.kinds.append(kind)


def _spoken(text: Field) -> str:
    said = text.string()
    place = text.path.partition("[")[0].partition(".")[0]
    if not said:
        raise ApiError(400, f"{place}: text content blocks must be non-empty")
    if not said.strip():
        raise ApiError(400, f"{place}: text content blocks must contain non-whitespace text")
    return said


def _text(block: Field, message: Message) -> None:
    citations = block.get("citations")
    if citations and citations.value and message.latest and message.role == "user":
        raise citations.fail("citations are not permitted in `user` messages")
    message.texts.append(_spoken(block.require("text")))


def _image(block: Field, message: Message) -> None:
    message.images.append(read_image(block))


def _document(block: Field, message: Message) -> None:
    for part in read_document(block):
        if isinstance(part.value, str):
            message.texts.append(part.value)
        else:
            kind, inner = tagged(part, ("text", "image"))
            _READERS[kind](inner, message)


def _search_result(block: Field, message: Message) -> None:
    block.require("source").string()
    block.require("title").string()
    for part in block.require("content").items():
        _text(tagged(part, ("text",))[1], message)


def _thinking(block: Field, message: Message) -> None:  # noqa: ARG001 - every reader is asked in one way
    # Signatures are not verified: nobody here could have made them.
    block.require("thinking").string()
    block.require("signature").string()


def _redacted(block: Field, message: Message) -> None:  # noqa: ARG001 - as above
    block.require("data").string()


def _call(block: Field, message: Message) -> None:
    arguments = block.require("input")
    arguments.keys()
    name = block.require("name").string()
    message.calls.append(MadeCall(_id(block, "id"), name, compact_json.encode(arguments.value).decode()))


def _result(block: Field, message: Message) -> None:
    call_id, failed = _id(block, "tool_use_id"), flag(block, "is_error")
    content = block.get("content")
    held = Message(message.role, message.index)
    if content is not None and content.value not in ("", []):
        if isinstance(content.value, str):
            held.texts.append(content.value)
        else:
            read_content(content, held, _IN_RESULTS)
    elif failed:
        raise block.fail("content cannot be empty if `is_error` is true")
    text = "".join(held.texts)
    message.results.append(Result(call_id, len(message.kinds), text, tuple(held.images), failed))


def _skip(block: Field, message: Message) -> None:
    """Read nothing: the model does not hear it."""


def _id(block: Field, name: str) -> str:
    field = block.require(name)
    if not _ID.fullmatch(field.string()):
        raise field.fail("String should match pattern '^[a-zA-Z0-9_-]+$'")
    return field.string()


_READERS: Mapping[str, _Reader] = {
    "text": _text,
    "image": _image,
    "document": _document,
    "search_result": _search_result,
    "thinking": _thinking,
    "redacted_thinking": _redacted,
    "tool_use": _call,
    "tool_result": _result,
    **dict.fromkeys(("container_upload", "tool_reference", "browser_state", *_SERVERS_OWN), _skip),
}
