"""What real clients send, recorded from ai 4, 5, 6 and 7: how it is read, and in which protocol it is answered."""

import json
from pathlib import Path
from typing import TypedDict

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from service import json_text
from service.approvals import Approval
from service.field import JSON
from service.ids import numbered
from service.main import create
from service.messages import AssistantMessage, FilePart, ImagePart, TextPart, ToolCall, ToolMessage, UserMessage
from service.model import FinishChunk, TextChunk
from service.requests import ChatRequest, read_chat, read_request, require_streamed
from service.settings import Settings
from service.ui_messages import MessageLimits
from tests.scripted_model import ScriptedModel

LIMITS = MessageLimits(messages=10, characters=1000)


class Sent(TypedDict):
    method: str
    target: str
    body: dict[str, JSON]


_RECORDED = json.loads((Path(__file__).parent / "vectors" / "requests.json").read_text())
SDKS: dict[str, dict[str, list[Sent]]] = _RECORDED["sdks"]
RESUMES: dict[str, Sent] = _RECORDED["resume"]

SENT = {
    (sdk, flow, number): sent
    for sdk, flows in SDKS.items()
    for flow, requests in flows.items()
    for number, sent in enumerate(requests)
}
"""Every request, by the client's major version, its flow, and its place in the flow."""

HI = UserMessage((TextPart("Hi"),))
NOW = UserMessage((TextPart("And now?"),))
WEATHER = UserMessage((TextPart("Weather?"),))
CALL = AssistantMessage("Checking.", (ToolCall("call_1", "getWeather", '{"city":"Oslo"}'),))
DELETION = ToolCall("call_1", "deleteFile", '{"path":"/tmp/x"}')
GRANTED = Approval(
    call_id="call_1",
    name="deleteFile",
    arguments={"path": "/tmp/x"},  # noqa: S108 - nothing is written there; it is what the client was told
    approval_id="ap-1",
    approved=True,
)

ONE_TURN = ChatRequest(messages=(HI,), chat_id="chat-1")
TWO_TURNS = ChatRequest(messages=(HI, AssistantMessage("Hello!"), NOW), chat_id="chat-1")
ASKED = ChatRequest(messages=(WEATHER,), chat_id="chat-1")
RESULT = ChatRequest(messages=(WEATHER, CALL, ToolMessage("call_1", '{"temp":21}')), chat_id="chat-1")
NO_RESULT = ChatRequest(messages=(WEATHER, CALL, ToolMessage("call_1", "no network")), chat_id="chat-1")
DELETE = ChatRequest(messages=(UserMessage((TextPart("Delete it"),)),), chat_id="chat-1")
MEANT: dict[str, tuple[ChatRequest, ...]] = {
    "first-message": (ONE_TURN,),
    "second-turn": (TWO_TURNS,),
    "extra-fields": (TWO_TURNS,),
    "body-and-headers": (replace(ONE_TURN, model="gpt-4o"),),
    "reload": (ONE_TURN,),
    "regenerate": (ONE_TURN,),
    "regenerate-by-id": (ONE_TURN,),
    "text-protocol": (ONE_TURN,),
    "client-tool-roundtrip": (ASKED, RESULT),
    "client-tool-error-roundtrip": (ASKED, NO_RESULT),
    "approval-granted": (
        DELETE,
        replace(DELETE, messages=(*DELETE.messages, AssistantMessage(None, (DELETION,))), approvals=(GRANTED,)),
    ),
}
"""What a flow's requests mean; ``attachments`` and ``files`` have a test of their own."""

WITH_FILES = {at: sent for at, sent in SENT.items() if at[1] in {"attachments", "files"}}
READ = {at: sent for at, sent in SENT.items() if at not in WITH_FILES}


def name_of(at: tuple[str, str, int]) -> str:
    return f"ai {at[0]}, {at[1]}, {at[2] + 1}"


def parse(body: JSON) -> ChatRequest:
    request = read_request(json_text.encode(body))
    require_streamed(request, set())
    return read_chat(request, LIMITS)


def meant(sdk: str, flow: str, number: int) -> ChatRequest:
    """Return what a request means; from ai 5 on it says whose message goes on, and shows that it reads the ui."""
    request = MEANT[flow][number]
    if sdk == "4":
        return request
    return replace(request, is_ui=True, continues="srv-1" if number else None)


@pytest.mark.parametrize("at", READ, ids=name_of)
def test_what_a_real_client_sends_is_understood(at: tuple[str, str, int]) -> None:
    assert (SENT[at]["method"], SENT[at]["target"]) == ("POST", "/api/chat")
    assert parse(SENT[at]["body"]) == meant(*at)


def test_every_request_of_every_flow_has_a_meaning() -> None:
    lengths = {(flow, len(requests)) for flows in SDKS.values() for flow, requests in flows.items()}
    assert lengths == {*((flow, len(requests)) for flow, requests in MEANT.items()), ("attachments", 1), ("files", 1)}


@pytest.mark.parametrize("at", WITH_FILES, ids=name_of)
def test_a_clients_files_are_read(at: tuple[str, str, int]) -> None:
    body = SENT[at]["body"]
    chat = parse(body)
    assert chat.is_ui == (at[0] != "4")
    (message,) = chat.messages
    assert isinstance(message, UserMessage)
    text, image, pdf = sorted(message.parts, key=lambda part: (TextPart, ImagePart, FilePart).index(type(part)))
    assert text == TextPart("Look")
    assert isinstance(image, ImagePart)
    assert isinstance(pdf, FilePart)
    sent_text = json_text.encode(body).decode()
    assert image.url in sent_text
    assert pdf.url in sent_text
    # ai 4 does not tell a model the names of attachments.
    assert (pdf.media_type, pdf.filename) == ("application/pdf", None if at[0] == "4" else "b.pdf")


# What was not recorded, as the clients' sources have it (callChatApi of ai 4.3.19, HttpChatTransport of ai 5 to 7).

SAID: JSON = {"role": "user", "content": "Hi", "parts": [{"type": "text", "text": "Hi"}]}
SAID_UI: JSON = {"id": "u1", "role": "user", "parts": [{"type": "text", "text": "Hi"}]}
UI_ANSWER: JSON = {
    "id": "a1",
    "role": "assistant",
    "parts": [{"type": "step-start"}, {"type": "text", "text": "Hello!"}],
}
UI_TURN = replace(ONE_TURN, is_ui=True)

UNRECORDED: dict[str, tuple[JSON, ChatRequest]] = {
    "ai 4: its own names stand before those of the application": (
        {"id": "chat-1", "messages": [SAID], "data": {"hint": 1}, "model": "a", "action": "chat-v2-stream"},
        replace(ONE_TURN, model="a"),
    ),
    "ai 5: the names of the application stand before its own": (
        {"action": "chat-v2-stream", "model": "a", "data": 1, "id": "chat-1", "messages": [SAID_UI], "trigger": "x"},
        replace(UI_TURN, model="a"),
    ),
    "ai 4: the application's body takes the place of the client's": (
        {"id": "shop-7", "messages": [SAID], "prompt": None},
        replace(ONE_TURN, chat_id="shop-7"),
    ),
    "ai 4: a message with data that no model sees": (
        {"id": "chat-1", "messages": [{"role": "data", "content": "", "data": {"x": 1}}, SAID]},
        ONE_TURN,
    ),
    "ai 4: more of the last answer, with its id": (
        {"id": "chat-1", "messages": [SAID, {"id": "a1", "role": "assistant", "content": "Hello!"}]},
        replace(ONE_TURN, messages=(HI, AssistantMessage("Hello!")), continues="a1"),
    ),
    "ai 4: an answer without an id is no message to go on with": (
        {"id": "chat-1", "messages": [SAID, {"id": "", "role": "assistant", "content": "Hello!"}]},
        replace(ONE_TURN, messages=(HI, AssistantMessage("Hello!"))),
    ),
    "ai 4: useCompletion": ({"prompt": "Hi"}, ChatRequest(messages=(HI,))),
    "ai 4: useCompletion with a body": (
        {"prompt": "Hi", "model": "a", "tone": "kind"},
        ChatRequest(messages=(HI,), model="a"),
    ),
    "ai 5: an edited message, which ends what was said": (
        {"id": "chat-1", "messages": [SAID_UI], "trigger": "submit-message", "messageId": "u1"},
        UI_TURN,
    ),
    "ai 5: an edited message further down": (
        {"id": "chat-1", "messages": [SAID_UI, UI_ANSWER, SAID_UI], "trigger": "submit-message", "messageId": "u1"},
        replace(UI_TURN, messages=(HI, AssistantMessage("Hello!"), HI)),
    ),
    "ai 5: the last message is the assistant's": (
        {"id": "chat-1", "messages": [SAID_UI, UI_ANSWER], "trigger": "submit-message", "messageId": "a1"},
        replace(UI_TURN, messages=(HI, AssistantMessage("Hello!")), continues="a1"),
    ),
    "ai 5: prepareSendMessagesRequest sends messages alone": (
        {"messages": [SAID_UI]},
        ChatRequest(messages=(HI,), is_ui=True),
    ),
    "ai 5: prepareSendMessagesRequest sends them as a payload": (
        {"action": "chat-v2-stream", "payload": {"id": "chat-1", "messages": [SAID_UI]}},
        UI_TURN,
    ),
    "ai 5: some messages have content, as old ones from a store do": (
        {"messages": [{"role": "user", "content": "Hi"}, SAID_UI]},
        ChatRequest(messages=(HI, HI)),
    ),
    "ai 5: so it has, but it says what triggered it": (
        {"messages": [{"role": "user", "content": "Hi"}, SAID_UI], "trigger": "submit-message"},
        ChatRequest(messages=(HI, HI), is_ui=True),
    ),
    "a trigger beside a payload is somebody else's": (
        {"payload": {"messages": [SAID]}, "trigger": "submit-message"},
        ChatRequest(messages=(HI,)),
    ),
}
"""A body, and what it means."""


@pytest.mark.parametrize(("body", "request_"), UNRECORDED.values(), ids=UNRECORDED)
def test_what_a_client_may_send_besides_is_understood(body: JSON, request_: ChatRequest) -> None:
    assert parse(body) == request_


# What each is answered in.

HEADERS = {"4": "x-vercel-ai-data-stream", **dict.fromkeys("567", "x-vercel-ai-ui-message-stream")}


@pytest.mark.parametrize("at", SENT, ids=name_of)
def test_a_client_that_says_nothing_about_itself_is_answered_in_its_own_protocol(at: tuple[str, str, int]) -> None:
    model = ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "ALLOWED_MODELS": "gpt-4o"})
    reply = TestClient(create(settings, ids=numbered(), model=model)).post("/api/chat", json=SENT[at]["body"])
    assert reply.status_code == 200
    assert {name for name in reply.headers if name.startswith("x-vercel")} == {HEADERS[at[0]]}
    assert "Hello" in reply.text
    # An answer that goes on with a message has its id: clients take another one for another message.
    message_id = "srv-1" if at[2] and at[0] != "4" else "msg-2"
    assert f'"messageId":"{message_id}"' in reply.text


@pytest.mark.parametrize(("sdk", "sent"), RESUMES.items())
def test_where_clients_come_back_there_is_an_answer_for_a_chat_that_does_not_run(sdk: str, sent: Sent) -> None:
    service = TestClient(create(Settings.from_env({"OPENAI_API_KEY": "sk-test"}), model=ScriptedModel([])))
    reply = service.request(sent["method"], sent["target"])
    assert (reply.status_code, reply.content) == (200 if sdk == "4" else 204, b"")
