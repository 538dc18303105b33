"""Keys that clients of ai 5 to 7 refuse, in values that are not ours."""

import json
from collections.abc import Mapping

import pytest

from service.events import Annotation, Data, Event
from service.field import JSON
from service.protocols.data_stream import DataStream
from service.protocols.ui_message_stream import Sdk, UIMessageStream
from service.tool_events import ToolInput, ToolInputError, ToolOutput

every_sdk = pytest.mark.parametrize("sdk", Sdk, ids=lambda sdk: sdk.name)

REFUSED: Mapping[str, tuple[JSON, str]] = {
    "a prototype": ({"__proto__": {"a": 1}, "b": 2}, '{"b":2}'),
    "deep down": ([{"a": [{"b": 1, "__proto__": None}]}], '[{"a":[{"b":1}]}]'),
    "a constructor's prototype": ({"constructor": {"prototype": {}}, "b": 2}, '{"b":2}'),
    "a constructor that 5.0.0 stumbles over": ({"constructor": None}, "{}"),
    "a prototype in a constructor": ({"constructor": {"__proto__": 1}}, '{"constructor":{}}'),
    "all at once": ({"__proto__": {"__proto__": 1}, "constructor": {"prototype": 1}}, "{}"),
    "an ordinary constructor": ({"constructor": {"a": 1}}, '{"constructor":{"a":1}}'),
    "a constructor that is a list": ({"constructor": ["prototype"]}, '{"constructor":["prototype"]}'),
    "a constructor's name": ({"constructor": "prototype"}, '{"constructor":"prototype"}'),
    "a prototype alone": ({"prototype": {"constructor": 1}}, '{"prototype":{"constructor":1}}'),
    "the words as values": (["__proto__", '"__proto__":1'], r'["__proto__","\"__proto__\":1"]'),
    "all else as it was": (
        {"__proto__": 1, "n": [1.5, -0.0, 1e300, 2**64, True, None], "t": "\ud83dé\u2028", "e": {}},
        '{"n":[1.5,-0.0,1e+300,18446744073709551616,true,null],"t":"\\ud83dé\u2028","e":{}}',
    ),
}
"""A value that is not ours, and what is left of it. A refused key would end the client's reading, with an error."""


@every_sdk
@pytest.mark.parametrize(("value", "left"), REFUSED.values(), ids=REFUSED)
def test_a_key_that_clients_refuse_is_left_out(value: JSON, left: str, sdk: Sdk) -> None:
    events: list[Event] = [
        ToolInput("c", "f", value),
        ToolOutput("c", value),
        Data("d", value),
        Annotation({"a": value}),
    ]
    chunks = (
        f'{{"type":"tool-input-available","toolCallId":"c","toolName":"f","input":{left}}}',
        f'{{"type":"tool-output-available","toolCallId":"c","output":{left}}}',
        f'{{"type":"data-d","data":{left}}}',
        f'{{"type":"message-metadata","messageMetadata":{{"a":{left}}}}}',
    )
    assert UIMessageStream(sdk).encode(events).decode() == "".join(f"data: {chunk}\n\n" for chunk in chunks)


@pytest.mark.parametrize("sdk", [Sdk.V5, Sdk.V6, Sdk.V7])
def test_such_a_key_is_left_out_of_wrong_arguments(sdk: Sdk) -> None:
    body = UIMessageStream(sdk).encode([ToolInputError("c", "f", {"__proto__": 1, "b": 2}, "No")])
    assert b'"input":{"b":2}' in body
    assert b"__proto__" not in body


def test_ai_4_takes_any_key() -> None:
    assert (
        DataStream().encode([ToolOutput("c", {"__proto__": 1})]) == b'a:{"toolCallId":"c","result":{"__proto__":1}}\n'
    )


def test_such_a_key_is_left_out_however_deep_the_value() -> None:
    value: JSON = {"__proto__": 1, "a": 1}
    for _ in range(500):
        value = [value]
    body = UIMessageStream().encode([ToolOutput("c", value)])
    assert json.loads(body[6:].replace(b"[", b"").replace(b"]", b""))["output"] == {"a": 1}
