"""The routes of OpenAI's APIs, one session, and the real client, without a socket."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, Literal, cast

import openai

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.openai import other_routes
from fakes.model.openai import routes as chat_routes
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.responses import routes as response_routes
from fakes.model.route import Routes
from fakes.model.saying import Saying
from fakes.model.scenario.line import Line
from fakes.model.session import Session
from fakes.model.setup import Setup
from tests.fakes.model.stub import Stub

Asked = dict[str, Any]
"""A document of JSON."""


class Served:
    """A session behind its addresses. It says ``sayings``, one a choice, where there are any."""

    def __init__(self, *sayings: Saying, error: ApiError | None = None, setup: Setup | None = None) -> None:
        self.session = cast("Any", Session("", setup or Setup()))
        if sayings:
            self.session.cast = SimpleNamespace(choose=lambda *_, **__: Line("", sayings))
        self._error = error
        self._routes = Routes((*chat_routes.routes(), *other_routes.routes(), *response_routes.routes()))
        self._stub = Stub(self.reply)
        self.openai = openai.AsyncOpenAI(
            api_key="key", base_url="http://fake/v1", http_client=self._stub.client, max_retries=0
        )

    def reply(self, request: Request) -> Reply:
        """The reply to a request; an error in the shape of the address's own API."""
        route, names = next(
            (route, names) for route, names in self._routes.at(request.path) if route.method == request.method
        )
        try:
            if self._error:
                raise self._error
            return route.endpoint.answer(ApiCall(request, names, self.session))
        except (ApiError, FieldError) as error:
            refused = ApiError.of(error) if isinstance(error, FieldError) else error
            return route.endpoint.dialect.refusal(refused, "req_1")

    def post(self, path: str, body: object) -> Reply:
        """The reply to a request, of which nothing has been read."""
        return self.reply(_request(path, body, "POST"))

    def ask(
        self, path: str, body: object = None, method: Literal["POST", "GET", "DELETE"] = "POST"
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask without a client. A body of bytes travels as it is."""
        reply = self.reply(_request(path, body, method))
        return reply.status, dict(reply.headers), b"".join(frame.data for frame in reply.body.frames)

    def answer(self, path: str, body: object = None, method: Literal["POST", "GET", "DELETE"] = "POST") -> Asked:
        """Ask without a client for what must be answered with JSON."""
        status, headers, data = self.ask(path, body, method)
        assert (status, headers["content-type"]) == (200, "application/json"), data
        document: Asked = json.loads(data)
        return document

    def error(
        self, path: str, body: object = None, method: Literal["POST", "GET", "DELETE"] = "POST"
    ) -> tuple[int, str | None, str | None, str]:
        """Ask for what must be refused: the status, the param, the code and the message."""
        status, headers, data = self.ask(path, body, method)
        assert (headers["content-type"], headers["x-request-id"]) == ("application/json", "req_1")
        error = json.loads(data)["error"]
        assert list(error) == ["message", "type", "param", "code"]
        assert error["type"] == "invalid_request_error"
        return status, error["param"], error["code"], error["message"]

    async def aclose(self) -> None:
        """Close the client's connections."""
        await self._stub.client.aclose()


def _request(path: str, body: object, method: str) -> Request:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Request(method, f"/v1{path}", (("content-type", "application/json"),), data)


@asynccontextmanager
async def serving(*sayings: Saying, error: ApiError | None = None) -> AsyncIterator[openai.AsyncOpenAI]:
    """Serve the real client."""
    served = Served(*sayings, error=error)
    try:
        yield served.openai
    finally:
        await served.aclose()


def chunks(data: bytes) -> list[Asked]:
    """The JSON of every event of a stream that ends with its mark."""
    *parts, last, nothing = data.split(b"\n\n")
    assert (last, nothing) == (b"data: [DONE]", b"")
    return [json.loads(part.removeprefix(b"data: ")) for part in parts]
