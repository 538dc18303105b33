"""Quotas at the door of a server: what is told about them is true."""

import json
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion

from fakes.model import ModelServer
from fakes.model.access import door
from fakes.model.access.door import Door
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota
from fakes.model.faults.fault import Fault
from fakes.model.request import Request
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.access.speaking import ASKED, asking, metered
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, request_bytes
from tests.fakes.model.scenario.stage import playbook

pytestmark = pytest.mark.anyio

PROMPT_TOKENS = 13
"""Those of the question that is asked here, as the server counts them."""


LONG = 60.0
"""For a client whose first connection waits while it is still imported, in seconds."""


def told(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if "ratelimit" in name or "retry" in name}


@pytest.mark.parametrize("dialect", ASKED)
async def test_without_quotas_nothing_is_told(dialect: str) -> None:
    async with ModelServer() as server:
        assert told((await ask(server, asking(dialect)))[1]) == {}


async def test_every_answer_tells_what_is_left_and_the_wait_is_true() -> None:
    clock = VirtualTime()
    async with metered(clock, requests=2) as server, RawClient(server) as client:
        answers = [await client.ask(asking("openai")) for _ in range(3)]
        assert [status for status, _, _ in answers] == [200, 200, 429]
        assert [headers["x-ratelimit-remaining-requests"] for _, headers, _ in answers] == ["1", "0", "0"]
        assert [headers["x-ratelimit-reset-requests"] for _, headers, _ in answers] == ["30s", "1m0s", "1m0s"]
        assert (answers[2][1]["retry-after"], answers[2][1]["retry-after-ms"]) == ("30", "30000")
        assert json.loads(answers[2][2])["error"] == {
            "message": "Rate limit reached for demo on requests per min (RPM): Limit 2, Used 2, Requested 1. "
            "Please try again in 30s.",
            "type": "requests",
            "param": None,
            "code": "rate_limit_exceeded",
        }

        await clock.advance(29.999)
        status, headers, _ = await client.ask(asking("openai"))
        assert (status, headers["retry-after"], headers["retry-after-ms"]) == (429, "1", "1")
        await clock.advance(0.001)
        assert (await client.ask(asking("openai")))[0] == 200


async def test_the_tokens_of_the_prompt_and_those_reserved_are_counted_and_come_back() -> None:
    clock = VirtualTime()
    request = chat_bytes(chat_body(max_tokens=87))
    async with metered(clock, tokens=150) as server, RawClient(server) as client:
        _, headers, body = await client.ask(request)
        assert json.loads(body)["usage"]["prompt_tokens"] == PROMPT_TOKENS
        assert headers["x-ratelimit-remaining-tokens"] == str(150 - PROMPT_TOKENS - 87)
        status, headers, body = await client.ask(request)
        assert (status, json.loads(body)["error"]["type"]) == (429, "tokens")
        assert headers["retry-after-ms"] == "20000"
        assert headers["x-ratelimit-remaining-tokens"] == "50"
        await clock.advance(20)
        status, headers, _ = await client.ask(request)
        assert (status, headers["x-ratelimit-remaining-tokens"]) == (200, "0")


async def test_a_request_that_can_never_be_granted_is_not_told_to_wait() -> None:
    async with metered(tokens=50) as server:
        status, headers, body = await ask(server, chat_bytes(chat_body(max_tokens=50)))

    assert (status, json.loads(body)["error"]["code"]) == (429, "rate_limit_exceeded")
    assert json.loads(body)["error"]["message"].startswith("Request too large for demo on tokens per min (TPM): ")
    assert "retry-after" not in headers


async def test_the_real_client_comes_again_when_it_is_told_and_is_let_in() -> None:
    # 100 tokens a second: the second request has to wait for about 30 of them.
    async with (
        metered(tokens=6000) as server,
        openai.AsyncOpenAI(base_url=server.base_url, api_key="k", max_retries=1, timeout=LONG) as client,
    ):

        async def asked(limit: int) -> ChatCompletion:
            return await client.chat.completions.create(
                model="demo", messages=[{"role": "user", "content": "Hello! How are you?"}], max_tokens=limit
            )

        await asked(6000 - PROMPT_TOKENS)
        assert (await asked(30)).choices[0].message.content
        assert len(server.journal) == 3


REFUSALS: dict[str, dict[str, object]] = {
    "openai": {"type": "requests", "code": "rate_limit_exceeded"},
    "responses": {"type": "requests", "code": "rate_limit_exceeded"},
    "gemini": {"status": "RESOURCE_EXHAUSTED", "code": 429},
    "gemini array": {"status": "RESOURCE_EXHAUSTED", "code": 429},
    "vertex": {"status": "RESOURCE_EXHAUSTED", "code": 429},
    "bedrock": {"message": "Too many requests, please wait before trying again."},
}


@pytest.mark.parametrize("dialect", ASKED)
async def test_too_much_is_refused_in_every_api_and_then_let_in(dialect: str) -> None:
    clock = VirtualTime()
    async with metered(clock, requests=1) as server, RawClient(server) as client:
        assert (await client.ask(asking(dialect)))[0] == 200
        status, headers, body = await client.ask(asking(dialect))
        document: Any = json.loads(body)
        error: Any = (document[0] if isinstance(document, list) else document).get("error", document)
        assert status == 429
        if dialect == "ollama":
            assert error.startswith("Rate limit reached for /api/chat on requests per min (RPM): ")
        else:
            assert {name: error[name] for name in REFUSALS[dialect]} == REFUSALS[dialect]
        await clock.advance(int(headers["retry-after-ms"]) / 1000)
        assert (await client.ask(asking(dialect)))[0] == 200


@pytest.mark.parametrize(
    ("tokens", "quota", "delay"),
    [
        (False, "GenerateRequestsPerMinutePerProjectPerModel", "60s"),
        (True, "GenerateContentInputTokensPerModelPerMinute", None),
    ],
)
async def test_google_tells_the_quota_and_the_wait_in_its_details(
    *, tokens: bool, quota: str, delay: str | None
) -> None:
    async with metered(VirtualTime(), tokens=5) if tokens else metered(VirtualTime(), requests=1) as server:
        await ask(server, asking("gemini"))
        _, _, body = await ask(server, asking("gemini"))

    error = json.loads(body)["error"]
    failure, *retry = error["details"]
    (violation,) = failure["violations"]
    assert (violation["quotaId"], violation["quotaValue"]) == (quota, "5" if tokens else "1")
    assert [info["retryDelay"] for info in retry] == ([delay] if delay else [])
    assert (f"Please retry in {delay}." in error["message"]) is (delay is not None)


async def test_bedrock_says_what_there_is_too_much_of() -> None:
    async with metered(tokens=5) as server:
        _, headers, body = await ask(server, asking("bedrock"))

    assert headers["x-amzn-errortype"] == "ThrottlingException"
    assert json.loads(body)["message"] == "Too many tokens, please wait before trying again."


async def test_keys_and_sessions_have_quotas_of_their_own() -> None:
    async with metered(VirtualTime(), requests=1) as server, RawClient(server) as client:
        others: list[dict[str, str]] = [
            {},
            {"authorization": "Bearer one"},
            {"authorization": "Bearer two"},
            {"authorization": "Bearer one", "x-fake-session": "mine"},
        ]
        for headers in others:
            assert (await client.ask(chat_bytes(chat_body(), **headers)))[0] == 200
        for headers in others:
            assert (await client.ask(chat_bytes(chat_body(), **headers)))[0] == 429


async def test_what_asks_for_no_answer_costs_no_request_and_what_is_refused_neither() -> None:
    async with metered(VirtualTime(), requests=2, tokens=1000) as server, RawClient(server) as client:
        embeddings = request_bytes("POST", "/v1/embeddings", b'{"model": "m", "input": "Hello"}')
        for request, remaining in (
            (request_bytes("GET", "/v1/models"), "2"),
            (chat_bytes({}), "2"),
            (embeddings, "1"),
            (asking("openai"), "0"),
        ):
            _, headers, _ = await client.ask(request)
            assert headers["x-ratelimit-remaining-requests"] == remaining
        assert (await client.ask(embeddings))[0] == 429


FAULTS = [
    ("status=429", "1", "1000"),
    ("status=429;retry-after=7", "7", "7000"),
    ("status=429;retry-after-ms=50", "1", "50"),
]


@pytest.mark.parametrize(("fault", "seconds", "ms"), FAULTS)
@pytest.mark.parametrize("written", ["header", "session", "scenario"])
async def test_a_limit_that_a_fault_pretends_is_one(fault: str, seconds: str, ms: str, written: str) -> None:
    clock = VirtualTime()
    scenes = playbook(*([{"say": "Hello", "fault": fault, "times": 1}] if written == "scenario" else []))
    policy = AccessPolicy(quota=Quota(requests=60, tokens=1000))
    setup = Setup(access=policy, time=lambda: clock, playbook=scenes)
    async with ModelServer(setup) as server, RawClient(server) as client:
        if written == "session":
            server.session.faults.append(Fault.parse(fault))
        status, headers, _ = await client.ask(
            chat_bytes(chat_body(), **({"x-fake-fault": fault} if written == "header" else {}))
        )
        assert (status, headers["retry-after"], headers["retry-after-ms"]) == (429, seconds, ms)
        assert headers["x-ratelimit-remaining-requests"] == "0"
        assert headers["x-ratelimit-remaining-tokens"] == "1000"

        await clock.advance(int(ms) / 1000 * 0.9)
        assert (await client.ask(chat_bytes(chat_body())))[0] == 429
        await clock.advance(int(ms) / 1000 * 0.1)
        assert (await client.ask(chat_bytes(chat_body())))[0] == 200


@pytest.mark.parametrize(("fault", "expected"), [("status=503", True), ("drop@event=0", True), ("html", False)])
async def test_another_fault_tells_what_is_left_unless_no_api_answers(fault: str, *, expected: bool) -> None:
    async with metered(requests=60) as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(), **{"x-fake-fault": fault, "connection": "close"}))
        head = await client.until(b"\r\n\r\n")

    assert (b"\r\nx-ratelimit-remaining-requests: 59\r\n" in head) is expected
    assert b"retry-after" not in head


def test_accounts_that_lack_nothing_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_MANY_ACCOUNTS", 2)
    now = 0.0
    entrance = Door(AccessPolicy(quota=Quota(requests=60)), lambda: now)

    def enter(key: str) -> None:
        entrance.admit(Request("POST", "/", (("api-key", key),)), "openai").charge(model="m")

    enter("one")
    now = 0.5
    for key in ("two", "two"):
        enter(key)
    now = 1.2
    enter("three")
    assert len(entrance._accounts) == 2
    standing = entrance.admit(Request("POST", "/", (("api-key", "two"),)), "openai").standing()
    assert standing.requests is not None
    assert standing.requests.remaining == 58
