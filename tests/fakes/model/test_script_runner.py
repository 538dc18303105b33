import json
from pathlib import Path

import pytest

from fakes.model import ModelServer
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes, request_bytes
from tests.fakes.model.scripts_on_disk import exchange, loaded

pytestmark = pytest.mark.anyio

PLAY = chat_bytes(chat_body(model="fake/it", stream=True))


def serving(folder: Path) -> ModelServer:
    return ModelServer(scripts=loaded(folder, it=[exchange("one"), exchange("two")], other=[exchange("other")]))


async def test_a_script_is_played_round_and_round_and_apart_from_the_others(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        bodies = [(await ask(server, PLAY))[2] for _ in range(3)]
        bodies.append((await ask(server, chat_bytes(chat_body(model="fake/other"))))[2])
        bodies.append((await ask(server, PLAY))[2])

        assert bodies == [b"one", b"two", b"one", b"other", b"two"]
        assert server.verdict() == ()


async def test_a_round_that_was_not_finished_is_a_failure(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await ask(server, PLAY)

        assert server.verdict() == ("fake/it: unused script exchange 2 of 2",)


@pytest.mark.parametrize(
    ("method", "target"),
    [("POST", "/v1/nothing"), ("PUT", "/v1/chat/completions"), ("POST", "/v1/chat/completions?x=1")],
)
async def test_a_request_that_a_script_does_not_expect_is_a_failure_and_changes_nothing(
    tmp_path: Path, method: str, target: str
) -> None:
    body = json.dumps(chat_body(model="fake/it")).encode()

    async with serving(tmp_path) as server:
        status, _, answer = await ask(server, request_bytes(method, target, body))
        error = json.loads(answer)["error"]

        assert (status, error["type"], error["code"]) == (500, "server_error", "unexpected_request")
        complaint = f"fake/it: exchange 1 expects POST /v1/chat/completions, and was asked {method} {target}"
        assert server.verdict() == (complaint,)
        assert (await ask(server, PLAY))[2] == b"one"


async def test_a_script_may_expect_an_address_that_nothing_else_answers(tmp_path: Path) -> None:
    elsewhere = {"expect": {"method": "POST", "path": "/v1/x?y"}, "respond": {"frames": ["one"]}}

    async with ModelServer(scripts=loaded(tmp_path, it=[elsewhere])) as server:
        status, _, body = await ask(server, request_bytes("POST", "/v1/x?y", b'{"model": "fake/it"}'))

        assert (status, body, server.journal[-1].model) == (200, b"one", "fake/it")
        assert server.verdict() == ()


async def test_a_request_that_the_api_would_refuse_is_refused_and_a_failure(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        status, _, _ = await ask(server, chat_bytes({"model": "fake/it", "messages": []}))

        assert status == 400
        assert server.verdict() == (
            "fake/it: was asked with a request that the API refuses: 'messages' must hold at least one message.",
        )


@pytest.mark.parametrize(
    "target",
    [
        "/v1beta/models/fake/it:generateContent",
        "/v1beta/models/fake/it:streamGenerateContent?alt=sse",
        "/v1/publishers/fake/models/it:generateContent",
        "/model/fake%2Fit/converse",
    ],
)
async def test_a_refused_request_is_a_failure_also_where_the_path_names_the_script(tmp_path: Path, target: str) -> None:
    async with serving(tmp_path) as server:
        status, _, _ = await ask(server, request_bytes("POST", target, b"?"))

        assert status == 400
        (complaint,) = server.verdict()
        assert complaint.startswith("fake/it: was asked with a request that the API refuses: ")


async def test_a_scripted_model_takes_no_options(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        assert (await ask(server, chat_bytes(chat_body(model="fake/it?delay_ms=0"))))[0] == 404


UNSATISFIED = {"type": "json_schema", "json_schema": {"name": "nothing", "schema": {"not": {}}}}


@pytest.mark.parametrize("parameters", [{"logprobs": True}, {"response_format": UNSATISFIED}])
async def test_a_script_may_answer_what_an_improvising_model_cannot(
    tmp_path: Path, parameters: dict[str, object]
) -> None:
    async with serving(tmp_path) as server:
        assert (await ask(server, chat_bytes({**chat_body(model="fake/it"), **parameters})))[2] == b"one"
