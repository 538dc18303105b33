"""``input``: what a model is asked, as items; each is judged, and completed as the API would keep it."""

from collections.abc import Callable, Iterator, Mapping

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.responses.content import INPUT_PARTS, OUTPUT_PARTS, array_of, read_content
from fakes.model.responses.store import Item, ResponseStore

NameItem = Callable[[str, int], str]
"""A prefix and the number of an item -> the item's id."""

_ROLES = ("assistant", "system", "developer", "user")
_HOSTED = (
    "web_search_call",
    "file_search_call",
    "computer_call",
    "computer_call_output",
    "code_interpreter_call",
    "image_generation_call",
    "local_shell_call",
    "local_shell_call_output",
    "shell_call",
    "shell_call_output",
    "apply_patch_call",
    "apply_patch_call_output",
    "tool_search_call",
    "tool_search_output",
    "mcp_list_tools",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "compaction",
)


class ItemReader:
    """Reads the items of one request. ``name_item`` makes the ids of those that have none."""

    def __init__(self, store: ResponseStore, name_item: NameItem) -> None:
        self._store = store
        self._name_item = name_item
        self._readers: Mapping[str, Callable[[Field, int], Item]] = {
            "message": self._message,
            "function_call": self._call,
            "function_call_output": self._result,
            "custom_tool_call": self._call,
            "custom_tool_call_output": self._result,
            "reasoning": self._reasoning,
            "item_reference": self._reference,
            **dict.fromkeys(_HOSTED, _as_it_is),
        }

    def read(self, given: Field) -> Iterator[Item]:
        """Yield the items of ``input``: a text is the message of a user.

        Raises:
            ApiError: a reference to an item that is not stored.
            FieldError: an item is not what it must be.
        """
        if isinstance(given.value, str):
            yield self._message(Field({"role": "user", "content": given.value}, given.path), 0)
            return
        for index, item in enumerate(array_of(given)):
            yield self._readers[self._kind(item)](item, index)

    def _kind(self, item: Field) -> str:
        kind = item.get("type")
        if kind is None:
            # Both may leave their type out; only a reference has no role.
            return "item_reference" if item.get("role") is None and item.get("id") else "message"
        return kind.one_of(self._readers)

    def _message(self, item: Field, index: int) -> Item:
        role = item.require("role").one_of(_ROLES)
        content = item.require("content")
        kinds = OUTPUT_PARTS if role == "assistant" else INPUT_PARTS
        read_content(content, kinds)
        parts = content.value
        if isinstance(parts, str):
            parts = [{"type": kinds[0], "text": parts}]
        return {
            "id": self._id("msg_", item, index),
            "type": "message",
            "status": "completed",
            "role": role,
            "content": [_completed(part) for part in parts] if isinstance(parts, list) else [],
        }

    def _call(self, item: Field, index: int) -> Item:
        item.require("call_id").string()
        item.require("name").string()
        kind = item.require("type").string()
        item.require("arguments" if kind == "function_call" else "input").string()
        prefix = "fc_" if kind == "function_call" else "ctc_"
        return {**_members(item), "id": self._id(prefix, item, index), "status": "completed"}

    def _result(self, item: Field, index: int) -> Item:
        item.require("call_id").string()
        read_content(item.require("output"), INPUT_PARTS)
        prefix = "fc_" if item.require("type").value == "function_call_output" else "ctc_"
        return {**_members(item), "id": self._id(prefix, item, index), "status": "completed"}

    def _reasoning(self, item: Field, index: int) -> Item:
        for part in item.require("summary").items():
            part.require("text").string()
        if hidden := item.get("encrypted_content"):
            hidden.string()
        return {**_members(item), "id": self._id("rs_", item, index)}

    def _reference(self, item: Field, index: int) -> Item:  # noqa: ARG002 - every reader takes the same two
        name = item.require("id").string()
        found = self._store.find_item(name)
        if found is None:
            raise ApiError(404, f"Item with id '{name}' not found.", param="input")
        return found

    def _id(self, prefix: str, item: Field, index: int) -> str:
        given = item.get("id")
        return self._name_item(prefix, index) if given is None else given.string()


def _as_it_is(item: Field, index: int) -> Item:  # noqa: ARG001 - every reader takes the same two
    return _members(item)


def _members(item: Field) -> dict[str, object]:
    return {name: item.require(name).value for name in item.keys()}  # noqa: SIM118 - a method of its own, not a dict's


def _completed(part: dict[str, object]) -> dict[str, object]:
    if part["type"] == "input_image":
        return {"detail": "auto", **part}
    if part["type"] == "output_text":
        return {"annotations": [], "logprobs": [], **part}
    return part
