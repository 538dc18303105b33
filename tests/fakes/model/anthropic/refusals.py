"""A request that must be refused, in the words of the API."""

from tests.fakes.model.anthropic.blocks import text, user
from tests.fakes.model.anthropic.clients import OLD, Json, body_of, post
from tests.fakes.model.anthropic.typed_events import check_error

HI = user(text("Hi"))


def said(*messages: object) -> Json:
    """The parameters of a conversation."""
    return {"messages": list(messages)}


async def refuses(origin: str, parameters: Json, complaint: str, version: str = OLD) -> None:
    """Assert that a request with these parameters is refused, streamed or not."""
    for stream in (False, True):
        answer = await post(origin, body_of(**{"stream": stream, **parameters}), anthropic_version=version)
        error = answer.json()
        check_error(error)
        assert (answer.status_code, error["error"]["message"]) == (400, complaint)
        assert error["error"]["type"] == "invalid_request_error"
        assert error["request_id"] == answer.headers["request-id"]
        assert answer.headers["x-should-retry"] == "false"
