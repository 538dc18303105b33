import json

import pytest

from service.actions import chat_message
from service.errors import EmptyMessages, InvalidRequest, ModelNotAllowed, UnknownShape
from service.field import JSON
from service.messages import SystemMessage, TextPart, UserMessage
from service.model import FinishChunk, TextChunk, UsageChunk
from service.requests import payload_of
from service.usage import Usage
from tests.operating import Desk
from tests.scripted_model import Arrival

pytestmark = pytest.mark.anyio

MESSAGES: JSON = [{"role": "user", "content": "Hi"}]
ANSWER: list[Arrival] = [(TextChunk("Hel"), TextChunk("lo")), (FinishChunk("stop"),), (UsageChunk(Usage(3, 4)),)]


async def answer(desk: Desk) -> dict[str, JSON]:
    context = desk.context()
    return await chat_message(payload_of(context.request), context)


SHAPES: dict[str, JSON] = {
    "direct": {"action": "chat-message", "payload": {"messages": MESSAGES, "model": "gpt-4o"}},
    "direct, model outside": {"action": "chat-message", "payload": {"messages": MESSAGES}, "model": "gpt-4o"},
    "direct, a prompt": {"action": "chat-message", "payload": {"prompt": "Hi", "model": "gpt-4o"}},
    "useChat": {"id": "c1", "action": "chat-message", "messages": MESSAGES, "model": "gpt-4o"},
    "prompt": {"action": "chat-message", "prompt": "Hi", "model": "gpt-4o"},
}


@pytest.mark.parametrize("request_", SHAPES.values(), ids=SHAPES)
async def test_a_chat_of_any_shape_is_answered_with_one_message(request_: JSON) -> None:
    desk = Desk(ANSWER, request_, "Be brief.")
    assert json.dumps(await answer(desk)) == json.dumps(
        {
            "message": {"id": "msg-1", "role": "assistant", "content": "Hello"},
            "finishReason": "stop",
            "usage": {"promptTokens": 3, "completionTokens": 4},
        }
    )
    (asked,) = desk.model.requests
    assert asked.messages == (SystemMessage("Be brief."), UserMessage((TextPart("Hi"),)))
    assert (asked.model, asked.response_schema) == ("openai/gpt-4o", None)


async def test_what_the_provider_does_not_count_is_null() -> None:
    reply = await answer(Desk([(FinishChunk("length"),)], {"prompt": "Hi"}))
    assert reply["usage"] == {"promptTokens": None, "completionTokens": None}
    assert reply["finishReason"] == "length"


REFUSED: list[tuple[JSON, type[InvalidRequest]]] = [
    ({"action": "chat-message"}, UnknownShape),
    ({"payload": {"messages": []}}, EmptyMessages),
    ({"payload": 5}, InvalidRequest),
    ({"prompt": "Hi", "model": "gpt-5"}, ModelNotAllowed),
]


@pytest.mark.parametrize(("request_", "kind"), REFUSED)
async def test_what_the_stream_would_refuse_is_refused(request_: JSON, kind: type[InvalidRequest]) -> None:
    desk = Desk(ANSWER, request_)
    with pytest.raises(InvalidRequest) as caught:
        await answer(desk)
    assert type(caught.value) is kind
    assert desk.model.requests == []
