"""The definitions of what streams hold, and the encoders that write them: neither knows more than the other."""

import json
from collections import defaultdict
from typing import Any, get_args

import pytest

from service import events, tool_events
from service.events import Event
from service.field import JSON
from service.metadata import MetadataOfAnswer
from service.openapi.data_stream_parts import PARTS
from service.protocols.data_stream import DataStream
from service.protocols.text_stream import TextStream
from service.protocols.ui_message_stream import DONE, Sdk, UIMessageStream
from service.usage import FinishReason, Usage
from tests.openapi.components import OPEN, at, component, holding

METADATA = MetadataOfAnswer("openai/gpt-4o-mini", clock=lambda: 1.0)
REASONS: tuple[FinishReason, ...] = get_args(FinishReason)
USAGES = (Usage(3, 4), Usage(None, 4), Usage())

SAMPLES: list[Event] = [
    events.MessageStart("msg-1"),
    events.MessageStart("msg-1", METADATA.at_start()),
    events.StepStart("msg-1"),
    events.TextStart("txt-1"),
    events.TextDelta("txt-1", "Hi"),
    events.TextDeltas("txt-1", ("Hi", "!")),
    events.TextEnd("txt-1"),
    events.ReasoningStart("rsn-1"),
    events.ReasoningDelta("rsn-1", "Hm"),
    events.ReasoningEnd("rsn-1"),
    events.ReasoningEnd("rsn-1", "anthropic", "signed"),
    events.RedactedReasoning("rsn-2", "anthropic", "sealed"),
    events.SourceUrl("src-1", "https://example.com"),
    events.SourceUrl("src-1", "https://example.com", "A page"),
    events.SourceDocument("src-2", "application/pdf", "A document"),
    events.SourceDocument("src-2", "application/pdf", "A document", "a.pdf"),
    events.File("image/png", "data:image/png;base64,AA=="),
    events.File("image/png", "https://example.com/a.png"),
    events.Data("weather", None),
    events.Data("weather", {"sun": True}, "w", transient=True),
    events.Annotation({"anything": [1]}),
    tool_events.ToolInputStart("c1", "weather"),
    tool_events.ToolInputDelta("c1", '{"city"'),
    tool_events.ToolInput("c1", "weather", {"city": "Bern"}),
    tool_events.ToolInputError("c1", "weather", "{", "No such city"),
    tool_events.ToolApprovalRequest("a1", "c1"),
    tool_events.ToolOutput("c1", None),
    tool_events.ToolOutput("c1", {"sun": True}, preliminary=True),
    tool_events.ToolOutputError("c1", "No"),
    tool_events.ToolOutputDenied("c1", "No"),
    *(events.StepEnd(reason, usage) for reason in REASONS for usage in USAGES),
    *(events.MessageEnd(reason, usage) for reason in REASONS for usage in USAGES),
    *(events.MessageEnd("stop", usage, METADATA.at_end("stop", usage)) for usage in USAGES),
    events.Abort(Usage()),
    events.Failure("upstream_reset", "The connection was lost"),
]
CHUNK = component("UIMessageChunk")


def chunks(sdk: Sdk) -> list[dict[str, Any]]:
    told = UIMessageStream(sdk).encode(SAMPLES).replace(DONE, b"")
    return [json.loads(event.removeprefix(b"data: ")) for event in told.split(b"\n\n") if event]


def lines() -> list[tuple[str, JSON]]:
    return [(line[:1], json.loads(line[2:])) for line in DataStream().encode(SAMPLES).decode().splitlines()]


def test_every_event_has_a_sample() -> None:
    assert {type(sample) for sample in SAMPLES} == set(get_args(Event))


@pytest.mark.parametrize("sdk", Sdk, ids=lambda sdk: sdk.name)
def test_every_chunk_that_is_sent_is_described(sdk: Sdk) -> None:
    for chunk in chunks(sdk):
        CHUNK.validate(chunk)


def test_every_chunk_and_every_field_that_is_described_is_sent() -> None:
    sent: defaultdict[str, set[str]] = defaultdict(set)
    for chunk in (chunk for sdk in Sdk for chunk in chunks(sdk)):
        sent[chunk["type"]] |= chunk.keys()
    described = {}
    for choice in at(OPEN, "components", "schemas", "UIMessageChunk", "oneOf"):
        properties = at(OPEN, "components", "schemas", choice["$ref"].rpartition("/")[2], "properties")
        described[properties["type"].get("const", "data-weather")] = set(properties)
    assert sent == described


@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "text-delta", "id": "txt-1"},
        {"type": "text-delta", "id": "txt-1", "delta": "Hi", "more": 1},
        {"type": "data-error", "data": {"code": "teapot"}, "transient": True},
        {"type": "finish", "finishReason": "unknown"},
        {"type": "finish", "messageMetadata": {"usage": {"promptTokens": 1}}},
        {"type": "start"},
        {"type": "custom"},
    ],
    ids=json.dumps,
)
def test_no_other_chunk_is_described(chunk: JSON) -> None:
    assert not CHUNK.is_valid(chunk)


def test_every_line_of_a_data_stream_is_described() -> None:
    described = at(OPEN, "components", "schemas", "DataStream", "x-parts")
    for code, value in lines():
        holding(described[code]["value"]).validate(value)


def test_every_code_and_every_field_that_is_described_is_sent() -> None:
    sent: defaultdict[str, set[str]] = defaultdict(set)
    for code, value in lines():
        for item in value if isinstance(value, list) else [value]:
            sent[code] |= item.keys() if isinstance(item, dict) else set()
    fields = {
        # What annotations hold is the application's.
        "8": {"anything"},
        **{code: properties(part["value"]) for code, part in described_parts() if code != "8"},
    }
    assert sent == fields


def described_parts() -> list[tuple[str, Any]]:
    return list(at(OPEN, "components", "schemas", "DataStream", "x-parts").items())


def properties(schema: dict[str, Any]) -> set[str]:
    """Return the members of an object, or of every kind of object in a list."""
    if "$ref" in schema:
        return set(at(OPEN, *schema["$ref"].removeprefix("#/").split("/"), "properties"))
    choices = schema.get("items", {}).get("anyOf", [])
    return {name for choice in choices for name in properties(choice)}


def test_every_code_is_explained() -> None:
    explained = at(OPEN, "components", "schemas", "DataStream", "description")
    for part in PARTS:
        assert f"| `{part.code}` | {part.name} | {part.says} |" in explained


@pytest.mark.parametrize("protocol", [DataStream(), TextStream(), UIMessageStream()], ids=lambda p: type(p).__name__)
def test_every_header_of_a_stream_is_described(protocol: DataStream | TextStream | UIMessageStream) -> None:
    response = at(OPEN, "paths", "/api/chat", "post", "responses", "200")
    for name, value in protocol.headers:
        if name == "content-type":
            assert value in response["content"]
        else:
            assert value in response["headers"][name]["schema"]["enum"]


def test_every_header_that_is_described_belongs_to_a_stream() -> None:
    described = at(OPEN, "paths", "/api/chat", "post", "responses", "200", "headers")
    sent = [{name for name, _ in protocol.headers} for protocol in (DataStream(), TextStream(), UIMessageStream())]
    assert {"x-request-id", *described} - {"x-request-id"} == set.union(*sent) - {"content-type"}
    always = {name for name, header in described.items() if header["required"]}
    assert always - {"x-request-id"} == set.intersection(*sent) - {"content-type"}
