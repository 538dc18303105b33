"""The pieces of tool calls, as servers of OpenAI's dialect send them -> ours, in which a call is known by its number.

=========================================================  =====================================================
what servers do                                            what it is
=========================================================  =====================================================
the id and the name in the first piece only (OpenAI)       as documented
the id, or the name too, in every piece                    the same call
another id in every piece, without a name (vLLM)           the same call
another id, with a name, at an index already taken         another call (Gemini's dialect, Ollama: always 0)
no index                                                   the call of that id; else the last one; with a name a new one
arguments as an object                                     the same as text
``function_call``                                          a call without an id
an id of Anthropic's own tools                             nothing of ours: the provider has run it
=========================================================  =====================================================
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from service import json_text
from service.field import JSON
from service.model import ToolCallChunk
from service.providers.lenient import object_of, objects_of, text_of
from service.well_formed import well_formed

_RUN_BY_ANTHROPIC: Final = "srvtoolu_"


class _Call(Struct):
    """A call as far as it is known; it opens with its name.

    Attributes:
        call_id: empty for none.
        number: its place among the answer's calls; None until it opens, and for good if it is not ours to make.
    """

    call_id: str
    number: int | None = None


class ToolCallDeltas:
    """Takes the pieces of one answer's calls; ``opened`` counts those that are ours to make."""

    def __init__(self) -> None:
        self._by_index: dict[int, _Call] = {}
        self._last: _Call | None = None
        self._by_id: dict[str, _Call] = {}
        self.opened = 0

    def read(self, delta: Mapping[str, JSON]) -> Iterator[ToolCallChunk]:
        """Yield what a delta says of calls."""
        pieces = delta.get("tool_calls")
        if pieces:
            for piece in objects_of(pieces):
                yield from self._piece(piece)
        elif function := object_of(delta.get("function_call")):
            yield from self._piece({"index": 0, "function": function})

    def _piece(self, piece: Mapping[str, JSON]) -> Iterator[ToolCallChunk]:
        function = object_of(piece.get("function"))
        call_id, name = text_of(piece, "id"), text_of(function, "name")
        call = self._call(piece.get("index"), call_id, name)
        arguments = _arguments(function.get("arguments"))
        if call.call_id.startswith(_RUN_BY_ANTHROPIC):
            return
        if call.number is not None:
            if arguments:
                yield ToolCallChunk(call.number, None, None, arguments)
        elif name:
            call.number = self.opened
            self.opened += 1
            yield ToolCallChunk(call.number, well_formed(call.call_id) or None, well_formed(name), arguments)

    def _call(self, index: JSON, call_id: str, name: str) -> _Call:
        """Return the call that a piece belongs to; a new one where there is none yet."""
        if isinstance(index, int):
            known = self._by_index.get(index)
        else:
            known = self._by_id.get(call_id) or (None if name else self._last)
        if known is None or (name and call_id and known.call_id and call_id != known.call_id):
            known = _Call(call_id)
        known.call_id = known.call_id or call_id
        if isinstance(index, int):
            self._by_index[index] = known
        if known.call_id:
            self._by_id[known.call_id] = known
        self._last = known
        return known


def _arguments(value: JSON) -> str:
    if isinstance(value, dict):
        return json_text.encode(value).decode()
    return value if isinstance(value, str) else ""
