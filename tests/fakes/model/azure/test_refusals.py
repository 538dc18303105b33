"""What Azure refuses, and in which words."""

import json

import pytest

from fakes.model import ModelServer
from fakes.model.api_error import ApiError
from fakes.model.azure.dialect import Azure
from fakes.model.azure.refusal import refusal
from fakes.model.azure.routes import routes
from fakes.model.reply import Reply
from tests.fakes.model.family.providers import HELLO, post
from tests.fakes.model.gemini.playing import ask

VERSION = "?api-version=2024-10-21"
DEPLOYMENT = (
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, "
    "please wait a moment and try again."
)
BODIES: dict[str, dict[str, object]] = {
    "chat/completions": {"messages": HELLO},
    "completions": {"prompt": "Hello"},
    "embeddings": {"input": "Hello"},
}


def body_of(reply: Reply) -> object:
    return json.loads(b"".join(frame.data for frame in reply.body.frames))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("query", ["", "?api-version=", "?version=2"])
def test_nothing_is_found_without_a_version(path: str, query: str) -> None:
    reply, data = ask(routes(), f"/openai/deployments/mine/{path}{query}", BODIES[path])
    assert (reply.status, json.loads(data)) == (404, {"error": {"code": "404", "message": "Resource not found"}})


@pytest.mark.anyio
@pytest.mark.parametrize("path", BODIES)
async def test_an_unknown_deployment_is_not_found(path: str) -> None:
    async with ModelServer() as server:
        answer = await post(server.origin, f"/openai/deployments/fake%2Fnobody/{path}{VERSION}", BODIES[path])
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": {"code": "DeploymentNotFound", "message": DEPLOYMENT}},
    )


def test_version_1_wants_a_model() -> None:
    reply, data = ask(routes(), "/openai/v1/chat/completions", {"messages": HELLO})
    error = json.loads(data)["error"]
    assert (reply.status, error["code"]) == (400, "missing_required_parameter")


def test_a_wrong_parameter_is_refused_as_openai_refuses_it() -> None:
    reply, data = ask(
        routes(), f"/openai/deployments/mine/chat/completions{VERSION}", {"messages": HELLO, "temperature": 3}
    )
    assert (reply.status, json.loads(data)["error"]) == (
        400,
        {
            "message": "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
            "type": "invalid_request_error",
            "param": "temperature",
            "code": "decimal_above_max_value",
        },
    )


def test_a_filtered_prompt_says_what_was_found() -> None:
    reply = refusal(ApiError(400, "anything", code="content_filter"))
    body = body_of(reply)
    assert isinstance(body, dict)
    error = body["error"]
    assert list(error) == ["message", "type", "param", "code", "status", "innererror"]
    assert "content management policy" in error["message"]
    assert (error["type"], error["param"], error["code"], error["status"]) == (None, "prompt", "content_filter", 400)
    found = error["innererror"]
    assert found["code"] == "ResponsibleAIPolicyViolation"
    assert found["content_filter_result"]["jailbreak"] == {"detected": True, "filtered": True}


def test_an_error_inside_a_stream_is_an_event() -> None:
    event = Azure().stream_error(ApiError(429, "Slow down."))
    assert event == b'data: {"error":{"code":"429","message":"Slow down."}}\n\n'
