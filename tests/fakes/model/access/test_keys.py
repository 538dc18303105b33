"""Keys at the door of a server, in every dialect."""

import json
from contextlib import closing
from typing import Any

import boto3
import openai
import pytest
from anyio import to_thread
from botocore.config import Config
from botocore.exceptions import ClientError

from fakes.model import ModelServer
from fakes.model.access.key_set import KeySet, Lifetime
from fakes.model.access.policy import AccessPolicy
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.access.speaking import ASKED, asking
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, request_bytes

pytestmark = pytest.mark.anyio

KEYS = KeySet({"good-key": Lifetime(), "old-key-0123456": Lifetime(uses=0), "short-lived": Lifetime(seconds=5)})
WRONG = "sk-wrong-0123456789"
GIVEN: dict[str, dict[str, str]] = {
    "missing": {},
    "wrong": {"authorization": f"Bearer {WRONG}"},
    "expired": {"authorization": "Bearer old-key-0123456"},
}
Refusals = dict[str, tuple[int, str, str | None]]
"""What is answered: the status, the beginning of the message, and the word for the kind of error."""

OPENAI: Refusals = {
    "missing": (401, "You didn't provide an API key. ", None),
    "wrong": (401, "Incorrect API key provided: sk-wrong*******6789. You can find ", "invalid_api_key"),
    "expired": (401, "Incorrect API key provided: old-key-***3456. You can find ", "invalid_api_key"),
}
GOOGLE: Refusals = {
    "missing": (403, "Method doesn't allow unregistered callers ", "PERMISSION_DENIED"),
    "wrong": (400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT"),
    "expired": (400, "API key expired. Please renew the API key.", "INVALID_ARGUMENT"),
}
VERTEX: Refusals = {
    "missing": (401, "Request is missing required authentication credential. ", "UNAUTHENTICATED"),
    "wrong": (401, "Request had invalid authentication credentials. ", "UNAUTHENTICATED"),
    "expired": (401, "Request had invalid authentication credentials. ", "UNAUTHENTICATED"),
}
AWS: Refusals = {
    "missing": (403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
    "wrong": (403, "The security token included in the request is invalid.", "UnrecognizedClientException"),
    "expired": (403, "The security token included in the request is expired", "ExpiredTokenException"),
}
REFUSED: dict[str, Refusals] = {
    "openai": OPENAI,
    "responses": OPENAI,
    "gemini": GOOGLE,
    "gemini array": GOOGLE,
    "vertex": VERTEX,
    "bedrock": AWS,
}


def locked(keys: KeySet = KEYS, clock: VirtualTime | None = None) -> ModelServer:
    policy = AccessPolicy(keys=keys)
    return ModelServer(Setup(access=policy, time=lambda: clock) if clock else Setup(access=policy))


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("dialect", REFUSED)
async def test_a_key_is_refused_in_the_words_of_the_api(dialect: str, given: str) -> None:
    status, words, kind = REFUSED[dialect][given]
    async with locked() as server:
        answered, headers, body = await ask(server, asking(dialect, **GIVEN[given]))

    assert answered == status
    document: Any = json.loads(body)
    if dialect == "gemini array":
        (document,) = document
    error = document.get("error", document)
    assert error["message"].startswith(words)
    name = "code" if dialect in {"openai", "responses"} else "status"
    assert kind == (headers.get("x-amzn-errortype") or error[name])
    assert WRONG.encode() not in body


@pytest.mark.parametrize(
    ("dialect", "given", "reason"),
    [
        ("gemini", "missing", None),
        ("gemini", "wrong", "API_KEY_INVALID"),
        ("gemini", "expired", "API_KEY_INVALID"),
        ("vertex", "missing", "CREDENTIALS_MISSING"),
        ("vertex", "wrong", "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
        ("vertex", "expired", "ACCESS_TOKEN_EXPIRED"),
    ],
)
async def test_google_gives_a_reason_that_programs_read(dialect: str, given: str, reason: str | None) -> None:
    async with locked() as server:
        _, _, body = await ask(server, asking(dialect, **GIVEN[given]))

    details = json.loads(body)["error"].get("details", [{}])
    assert [detail.get("reason") for detail in details] == [reason]


@pytest.mark.parametrize("dialect", ASKED)
async def test_a_good_key_is_let_in(dialect: str) -> None:
    async with locked() as server:
        assert (await ask(server, asking(dialect, authorization="Bearer good-key")))[0] == 200


async def test_ollama_knows_no_keys() -> None:
    async with locked() as server:
        assert (await ask(server, asking("ollama")))[0] == 200


async def test_a_key_that_names_a_session_is_let_in_and_leads_there() -> None:
    async with locked() as server:
        for request in (
            chat_bytes(chat_body(), authorization="Bearer fake-session-mine"),
            request_bytes("GET", "/v1beta/models?key=fake-session-mine"),
        ):
            assert (await ask(server, request))[0] == 200
        assert (len(server.sessions.named("mine").journal), len(server.journal)) == (2, 0)


async def test_a_key_expires_by_the_clock_of_the_session() -> None:
    clock = VirtualTime()
    async with locked(clock=clock) as server, RawClient(server) as client:
        request = chat_bytes(chat_body(), **{"api-key": "short-lived"})
        assert (await client.ask(request))[0] == 200
        await clock.advance(5)
        assert (await client.ask(request))[0] == 401


async def test_the_real_openai_client_knows_what_it_is_told() -> None:
    async with locked() as server, openai.AsyncOpenAI(base_url=server.base_url, api_key=WRONG, timeout=60) as client:
        with pytest.raises(openai.AuthenticationError) as refused:
            await client.models.list()
        assert (refused.value.code, refused.value.type) == ("invalid_api_key", "invalid_request_error")
        assert len(server.journal) == 1


async def test_the_real_client_of_aws_sends_its_key_id() -> None:
    async with locked() as server:
        for key, session in (("good-key", ""), ("fake-session-mine", "mine")):
            await to_thread.run_sync(conversed, server.origin, key)
            assert len(server.sessions.named(session).journal) == 1
        with pytest.raises(ClientError) as refused:
            await to_thread.run_sync(conversed, server.origin, "wrong")
        assert refused.value.response["Error"]["Code"] == "UnrecognizedClientException"


def conversed(origin: str, key: str) -> None:
    """Ask with boto3."""
    config = Config(retries={"total_max_attempts": 1}, proxies={})
    session = boto3.Session(key, "secret", None, "us-east-1")
    with closing(session.client("bedrock-runtime", endpoint_url=origin, config=config)) as client:
        client.converse(modelId="demo", messages=[{"role": "user", "content": [{"text": "Hello"}]}])


REAL = "sk-proj-9fK2mQ7vLx4TzR8wYb3NcD6h"
WARNING = (
    "A key that looks real came with a request (redacted-{}-key): a fake server needs none, and should be given none."
)
GOOGLES = "AIzaSyD4kP9mQ2vLx7TzR8wYb3NcJ6hG1fKe5sW0"


async def test_a_key_that_looks_real_is_warned_of_once_and_never_kept() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        for _ in range(2):
            await client.ask(chat_bytes(chat_body(f"my key is {REAL}"), authorization=f"Bearer {REAL}"))
        await client.ask(request_bytes("GET", f"/v1beta/models?pageSize=2&key={GOOGLES}"))

        assert server.journal.notes == [WARNING.format("openai"), WARNING.format("google")]
        assert server.verdict() == ()
        for exchange in server.journal:
            kept = repr((exchange.path, exchange.target, exchange.headers, exchange.body))
            assert REAL not in kept
            assert GOOGLES not in kept
        assert ("authorization", "redacted-authorization") in server.journal[0].headers
        assert json.loads(server.journal[0].body) == chat_body("my key is redacted-openai-key")
        assert server.journal[-1].target == "/v1beta/models?pageSize=2"


async def test_a_key_that_is_made_up_stays_in_the_journal() -> None:
    async with ModelServer() as server:
        await ask(server, chat_bytes(chat_body(), authorization="Bearer sk-test"))

        assert ("authorization", "Bearer sk-test") in server.journal[0].headers
        assert server.journal.notes == []
