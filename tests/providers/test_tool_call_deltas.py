import pytest

from service.field import JSON
from service.model import ToolCallChunk
from service.providers.tool_call_deltas import ToolCallDeltas

Delta = dict[str, JSON]


def piece(index: JSON = None, call_id: JSON = None, name: JSON = None, arguments: JSON = None, **members: JSON) -> JSON:
    named: Delta = {"index": index, "id": call_id, "type": "function"}
    return {**named, "function": {"name": name, "arguments": arguments}, **members}


def calls(*pieces: JSON) -> Delta:
    return {"tool_calls": [*pieces]}


def first(number: int, call_id: str | None, name: str, arguments: str = "") -> ToolCallChunk:
    return ToolCallChunk(number, call_id, name, arguments)


def more(number: int, arguments: str) -> ToolCallChunk:
    return ToolCallChunk(number, None, None, arguments)


ANSWERS: dict[str, tuple[list[Delta], list[ToolCallChunk]]] = {
    "OpenAI": (
        [calls(piece(0, "a", "look", "")), calls(piece(0, None, None, '{"x"')), calls(piece(0, None, None, ":1}"))],
        [first(0, "a", "look"), more(0, '{"x"'), more(0, ":1}")],
    ),
    "in parallel": (
        [
            calls(piece(0, "a", "look", "")),
            calls(piece(1, "b", "see", "")),
            calls(piece(0, arguments="{"), piece(1, arguments="{")),
        ],
        [first(0, "a", "look"), first(1, "b", "see"), more(0, "{"), more(1, "{")],
    ),
    "whole, in one chunk": (
        [calls(piece(0, "a", "look", "{}"), piece(1, "b", "see", "{}"))],
        [first(0, "a", "look", "{}"), first(1, "b", "see", "{}")],
    ),
    "numbered from one": ([calls(piece(1, "a", "look", "{}"))], [first(0, "a", "look", "{}")]),
    "the id in every piece": (
        [calls(piece(0, "a", "look", "")), calls(piece(0, "a", None, "{}"))],
        [first(0, "a", "look"), more(0, "{}")],
    ),
    "id and name in every piece": (
        [calls(piece(0, "a", "look", "{")), calls(piece(0, "a", "look", "}"))],
        [first(0, "a", "look", "{"), more(0, "}")],
    ),
    "another id in every piece": (
        [calls(piece(0, "a", "look", "")), calls(piece(0, "b", None, "{}")), calls(piece(0, "c", "", ""))],
        [first(0, "a", "look"), more(0, "{}")],
    ),
    "every call at index 0": (
        [calls(piece(0, "a", "look", "{}")), calls(piece(0, "b", "look", "{")), calls(piece(0, arguments="}"))],
        [first(0, "a", "look", "{}"), first(1, "b", "look", "{"), more(1, "}")],
    ),
    "every call at index 0, in one chunk": (
        [calls(piece(0, "a", "look", "{}"), piece(0, "b", "see", "{}"))],
        [first(0, "a", "look", "{}"), first(1, "b", "see", "{}")],
    ),
    "no index": (
        [calls(piece(None, "a", "look", "")), calls(piece(arguments="{}")), calls(piece(None, "b", "see", "{}"))],
        [first(0, "a", "look"), more(0, "{}"), first(1, "b", "see", "{}")],
    ),
    "no index, in parallel": (
        [calls(piece(None, "a", "look"), piece(None, "b", "see")), calls(piece(None, "a", None, "{}"))],
        [first(0, "a", "look"), first(1, "b", "see"), more(0, "{}")],
    ),
    "no index, another id in every piece": (
        [calls(piece(None, "a", "look")), calls(piece(None, "b", None, "{}"))],
        [first(0, "a", "look"), more(0, "{}")],
    ),
    "neither index nor id": (
        [calls(piece(name="look", arguments="{}"), piece(name="see", arguments="{}"))],
        [first(0, None, "look", "{}"), first(1, None, "see", "{}")],
    ),
    "an index that is none": ([calls(piece("0", "a", "look", "{}"))], [first(0, "a", "look", "{}")]),
    "the id before the name": (
        [calls(piece(0, "a")), calls(piece(0, None, "look", "{}"))],
        [first(0, "a", "look", "{}")],
    ),
    "the id behind the name": (
        [calls(piece(0, None, "look")), calls(piece(0, "a", None, "{}"))],
        [first(0, None, "look"), more(0, "{}")],
    ),
    "arguments as an object": ([calls(piece(0, "a", "look", {"é": 1}))], [first(0, "a", "look", '{"é":1}')]),
    "arguments of another type": ([calls(piece(0, "a", "look", 5))], [first(0, "a", "look")]),
    "empty pieces": ([calls(piece(0, "a", "look")), calls(piece(0, arguments="")), calls()], [first(0, "a", "look")]),
    "lone surrogates": ([calls(piece(0, "\ud83d", "\ud83d", "\ud83d"))], [first(0, "\ufffd", "\ufffd", "\ud83d")]),
    "Gemini's signature in the id": (
        [calls(piece(0, "call_1__thought__c2ln", "look", "{}"))],
        [first(0, "call_1__thought__c2ln", "look", "{}")],
    ),
    "Anthropic's own tool": (
        [
            calls(piece(0, "srvtoolu_1", "web_search", "")),
            calls(piece(0, arguments='{"query":"x"}')),
            calls(piece(1, "toolu_1", "look", "{}")),
        ],
        [first(0, "toolu_1", "look", "{}")],
    ),
    "a custom tool, which we never offer": (
        [calls({"index": 0, "id": "a", "type": "custom", "custom": {"name": "look", "input": "x"}})],
        [],
    ),
    "arguments of no call": ([calls(piece(0, arguments="{}")), calls(piece(arguments="{}"))], []),
    "pieces of other types": ([{"tool_calls": [1, None, "x", []]}, {"tool_calls": "x"}, {"tool_calls": None}], []),
    "a function of another type": ([calls({"index": 0, "id": "a", "function": "look"})], []),
    "function_call": (
        [{"function_call": {"name": "look", "arguments": "{"}}, {"function_call": {"arguments": "}"}}],
        [first(0, None, "look", "{"), more(0, "}")],
    ),
    "function_call of another type": ([{"function_call": "look"}], []),
    "function_call beside tool_calls": (
        [{**calls(piece(0, "a", "look", "{}")), "function_call": {"name": "look", "arguments": "{}"}}],
        [first(0, "a", "look", "{}")],
    ),
    "no calls": ([{"content": "Hi"}], []),
}
"""Deltas of one answer, and what they say of calls."""


@pytest.mark.parametrize(("deltas", "chunks"), ANSWERS.values(), ids=ANSWERS)
def test_pieces_belong_to_their_call(deltas: list[Delta], chunks: list[ToolCallChunk]) -> None:
    reader = ToolCallDeltas()
    assert [chunk for delta in deltas for chunk in reader.read(delta)] == chunks
