"""What the model hears of a request."""

import json
from typing import Any

import pytest

from fakes.model.api_call import ApiCall
from fakes.model.bedrock.dialect import Converse
from fakes.model.prompt import MadeCall, Prompt, ToolResult, Turn
from fakes.model.request import Request
from fakes.model.session import Session
from fakes.model.setup import Setup
from tests.fakes.model.bedrock.clients import CLAUDE, HELLO

IMAGE = {"image": {"format": "png", "source": {"bytes": "aGk="}}}
STORED = {"image": {"format": "jpeg", "source": {"s3Location": {"uri": "s3://bucket/a.jpg"}}}}
TOOLS = {
    "tools": [
        {"toolSpec": {"name": "look", "inputSchema": {"json": {"type": "object"}}, "strict": True}},
        {"cachePoint": {"type": "default"}},
    ]
}
CALL = {"toolUse": {"toolUseId": "a", "name": "look", "input": {"at": "é"}}}
CALLED = MadeCall("a", "look", '{"at":"é"}')
THOUGHT = {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "c2ln"}}}
SEARCHED = {"searchResult": {"source": "s", "title": "t", "content": [{"text": "Found."}]}}


def read(*, stream: bool = False, **fields: object) -> Prompt:
    data = json.dumps({"messages": HELLO, **fields}).encode()
    return (
        Converse(stream=stream)
        .read(ApiCall(Request("POST", "/", (), data), {"model": CLAUDE}, Session("", Setup())))
        .prompt
    )


BLOCKS: list[tuple[str, list[Any], Turn]] = [
    ("texts", [{"text": "a"}, {"text": "b"}], Turn("user", "ab")),
    ("images", [{"text": "a"}, IMAGE, STORED], Turn("user", "a", ("PNG", "JPEG"))),
    ("document", [{"text": "a"}, {"document": {"name": "d", "source": {"text": "b"}}}],
     Turn("user", "ab")),
    ("content", [{"text": "a"}, {"document": {"name": "d", "source": {"content": [{"text": "b"}]}}}],
     Turn("user", "ab")),
    ("file", [{"text": "a"}, {"document": {"name": "d", "format": "pdf", "source": {"bytes": "aGk="}}}],
     Turn("user", "a")),
    ("guarded text", [{"guardContent": {"text": {"text": "a"}}}], Turn("user", "a")),
    ("guarded image", [{"guardContent": IMAGE}], Turn("user", "", ("PNG",))),
    ("search", [SEARCHED], Turn("user", "Found.")),
    ("cache", [{"text": "a"}, {"cachePoint": {"type": "default", "ttl": "1h"}}], Turn("user", "a")),
    ("video", [{"video": {"format": "mp4", "source": {"bytes": "aGk="}}}], Turn("user")),
    ("audio", [{"audio": {"format": "mp3", "source": {"bytes": "aGk="}}}], Turn("user")),
]  # fmt: skip


@pytest.mark.parametrize(("content", "turn"), [case[1:] for case in BLOCKS], ids=[case[0] for case in BLOCKS])
def test_a_block_is_heard(content: list[Any], turn: Turn) -> None:
    assert read(messages=[{"role": "user", "content": content}]).turns == (turn,)


RESULTS: list[tuple[str, list[Any], str, tuple[str, ...]]] = [
    ("text", [{"text": ""}, {"text": "a"}], "a", ()),
    ("json", [{"json": {"a": "é"}}], '{"a":"é"}', ()),
    ("false", [{"json": False}], "false", ()),
    ("image", [{"text": "a"}, IMAGE], "a", ("PNG",)),
    ("search", [SEARCHED], "Found.", ()),
    ("nothing", [], "", ()),
]


@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.parametrize(
    ("content", "text", "images"), [case[1:] for case in RESULTS], ids=[case[0] for case in RESULTS]
)
def test_a_result_is_a_turn_of_its_own(content: list[Any], text: str, images: tuple[str, ...], *, failed: bool) -> None:
    status = {"status": "error"} if failed and content else {"status": "success"} if content else {}
    answer = {"toolResult": {"toolUseId": "a", "content": content, **status}}
    messages = [
        *HELLO,
        {"role": "assistant", "content": [THOUGHT, CALL]},
        {"role": "user", "content": [answer, {"text": "So?"}]},
    ]
    assert read(messages=messages, toolConfig=TOOLS).turns == (
        Turn("user", "Hello"),
        Turn("assistant", "", (), (CALLED,)),
        Turn("tool", text, images, result=ToolResult("a", "look", failed and bool(content))),
        Turn("user", "So?"),
    )


@pytest.mark.parametrize(
    ("system", "turns"),
    [
        ([{"text": "a"}, {"text": "b"}, {"cachePoint": {"type": "default"}}], (Turn("system", "ab"),)),
        ([{"guardContent": {"text": {"text": "a"}}}], (Turn("system", "a"),)),
        ([], ()),
    ],
)
def test_the_systems_blocks_are_one_turn(system: list[Any], turns: tuple[Turn, ...]) -> None:
    assert read(system=system).turns == (*turns, Turn("user", "Hello"))


@pytest.mark.parametrize("stream", [False, True])
def test_the_address_says_whether_it_is_streamed(stream: bool) -> None:  # noqa: FBT001 - a table's column
    prompt = read(stream=stream, toolConfig=TOOLS, additionalModelRequestFields={"top_k": 5})
    assert (prompt.stream, prompt.dialect, prompt.model.text) == (stream, "bedrock", CLAUDE)
    assert [(tool.name, tool.strict) for tool in prompt.tools] == [("look", True)]
