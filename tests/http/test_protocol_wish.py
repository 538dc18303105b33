"""How a client says over HTTP which protocol it reads, and what it gets."""

import logging

import pytest
from starlette.testclient import TestClient

from service.field import JSON
from service.ids import numbered
from service.main import create
from service.model import FinishChunk, TextChunk, ToolCallChunk
from service.settings import Settings
from service.tools import Tools
from tests.scripted_model import ScriptedModel

OLD: JSON = {"messages": [{"role": "user", "content": "Hi", "parts": [{"type": "text", "text": "Hi"}]}]}
PARTS_ONLY: JSON = {"messages": [{"id": "u1", "role": "user", "parts": [{"type": "text", "text": "Hi"}]}]}
TRIGGERED: JSON = {"messages": [{"role": "user", "content": "Hi"}], "trigger": "submit-message"}
MIXED: JSON = {
    "messages": [
        {"role": "user", "content": "Hi"},
        {"id": "u2", "role": "user", "parts": [{"type": "text", "text": "Hi"}]},
    ]
}
PROMPT: JSON = {"prompt": "Hi"}

HEADS = {
    "data": ("text/plain; charset=utf-8", "x-vercel-ai-data-stream"),
    "text": ("text/plain; charset=utf-8", None),
    "ui": ("text/event-stream", "x-vercel-ai-ui-message-stream"),
}
"""What a response says of itself: its type, and the header that names its protocol."""

HEADER = "x-stream-protocol"

WISHES: dict[str, tuple[str, dict[str, str], JSON, str]] = {
    "a message with content": ("", {}, OLD, "data"),
    "a prompt": ("", {}, PROMPT, "data"),
    "messages of parts only": ("", {}, PARTS_ONLY, "ui"),
    "a trigger": ("", {}, TRIGGERED, "ui"),
    "mixed messages": ("", {}, MIXED, "data"),
    "sdk 4": ("?sdk=4", {}, PARTS_ONLY, "data"),
    "sdk 5": ("?sdk=5", {}, OLD, "ui"),
    "sdk 6": ("?sdk=6", {}, PROMPT, "ui"),
    "sdk 7": ("?sdk=7", {}, OLD, "ui"),
    "the last version counts": ("?sdk=5&sdk=4", {}, OLD, "data"),
    "query": ("?protocol=text", {}, PARTS_ONLY, "text"),
    "the last query counts": ("?protocol=text&protocol=ui", {}, OLD, "ui"),
    "header": ("", {HEADER: "text"}, PARTS_ONLY, "text"),
    "header in capitals": ("", {"X-Stream-Protocol": "ui"}, OLD, "ui"),
    "query beats header": ("?protocol=ui", {HEADER: "text"}, OLD, "ui"),
    "query beats a header that is none": ("?protocol=data", {HEADER: "nonsense"}, OLD, "data"),
    "header beats version": ("?sdk=7", {HEADER: "data"}, PARTS_ONLY, "data"),
    "query beats version": ("?sdk=7&protocol=data", {}, PARTS_ONLY, "data"),
    "another query": ("?chatId=c1&x=%ff", {}, OLD, "data"),
}
"""Query, headers and body; and the protocol of the answer."""


def service(model: ScriptedModel, tools: Tools | None = None) -> TestClient:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test"})
    return TestClient(create(settings, ids=numbered(), model=model, tools=tools))


def hello() -> ScriptedModel:
    return ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])


@pytest.mark.parametrize(("query", "headers", "body", "protocol"), WISHES.values(), ids=WISHES)
@pytest.mark.parametrize("path", ["/api/chat", "/", "/api/completion"])
def test_a_client_gets_the_protocol_that_it_reads(
    path: str, query: str, headers: dict[str, str], body: JSON, protocol: str
) -> None:
    reply = service(hello()).post(path + query, json=body, headers=headers)
    content_type, named = HEADS[protocol]
    assert (reply.status_code, reply.headers["content-type"]) == (200, content_type)
    assert [name for name in reply.headers if name.startswith("x-vercel")] == ([] if named is None else [named])
    assert (reply.text == "Hello") == (protocol == "text")


@pytest.mark.parametrize(
    ("query", "headers", "message"),
    [
        ("?protocol=sse", {}, "protocol must be one of data, text, ui"),
        ("?protocol=", {}, "protocol must be one of data, text, ui"),
        ("", {HEADER: "v1"}, "protocol must be one of data, text, ui"),
        ("?sdk=8", {}, "sdk must be one of 4, 5, 6, 7"),
        ("?sdk=", {}, "sdk must be one of 4, 5, 6, 7"),
        ("?sdk=5.0&protocol=ui", {}, "sdk must be one of 4, 5, 6, 7"),
    ],
)
def test_an_unknown_one_is_refused_in_our_words_logged_once_and_asks_nobody(
    query: str, headers: dict[str, str], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    model = hello()
    reply = service(model).post(f"/api/chat{query}", json=OLD, headers=headers)
    assert (reply.status_code, reply.headers["x-error-code"]) == (400, "invalid_request")
    assert reply.content == f'{{"success":false,"error":"{message}"}}'.encode()
    assert model.requests == []
    (record,) = [record for record in caplog.records if record.name == "tokenwire.chat"]
    assert (record.levelname, record.getMessage(), vars(record)["request_id"]) == ("INFO", message, "req-1")


# Who can be asked for consent.


def tools() -> Tools:
    """Return one tool, which needs its user's consent."""
    registered = Tools()

    @registered.tool(needs_approval=True)
    def wipe(disk: str) -> str:
        """Wipe a disk."""
        return f"{disk} is wiped"

    return registered


def answering(approved: object) -> JSON:
    """Return what ai 6 sends when its user was asked."""
    part: JSON = {
        "type": "tool-wipe",
        "toolCallId": "old",
        "state": "approval-responded",
        "input": {"disk": "a"},
        "approval": {"id": "nobody-asked-this", "approved": approved is True},
    }
    return {"messages": [{"role": "user", "content": "Hi"}, {"id": "a1", "role": "assistant", "parts": [part]}]}


ASKED = '"type":"tool-approval-request"'
CONSENTS: dict[str, tuple[str, JSON, bool]] = {
    "ai 5 to 7, unknown which": ("", PARTS_ONLY, False),
    "ai 5": ("?sdk=5", PARTS_ONLY, False),
    "ai 6": ("?sdk=6", PARTS_ONLY, True),
    "ai 7": ("?sdk=7", PARTS_ONLY, True),
    "it has just answered a question": ("", answering(approved=True), True),
    "so it has, and denied": ("", answering(approved=False), True),
    "so it has, and says it is ai 5": ("?sdk=5", answering(approved=True), True),
    "ai 4": ("?sdk=4", PARTS_ONLY, False),
    "ai 7, but another protocol": ("?sdk=7&protocol=data", PARTS_ONLY, False),
}


@pytest.mark.parametrize(("query", "body", "asked"), CONSENTS.values(), ids=CONSENTS)
def test_only_a_client_that_is_known_to_be_new_enough_is_asked_for_consent(
    query: str, body: JSON, *, asked: bool
) -> None:
    call = ToolCallChunk(index=0, call_id="c1", name="wipe", arguments='{"disk":"b"}')
    model = ScriptedModel([(call, FinishChunk("tool-calls"))], [[(TextChunk("Done"), FinishChunk("stop"))]])
    reply = service(model, tools()).post(f"/api/chat{query}", json=body)
    assert reply.status_code == 200
    assert (ASKED in reply.text) == asked
    # Where nobody can be asked nothing is done, and the model hears of it.
    assert "is wiped" not in reply.text
    assert len(model.requests) == (1 if asked else 2)
