import json
from pathlib import Path

import openai
import pytest

from fakes.model import ModelServer
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, request_bytes
from tests.fakes.model.scripts_on_disk import exchange, loaded

pytestmark = pytest.mark.anyio


async def test_the_models_are_the_built_in_ones_and_the_scripts(tmp_path: Path) -> None:
    async with (
        ModelServer(scripts=loaded(tmp_path, b=[exchange()], a=[exchange()])) as server,
        openai.AsyncOpenAI(base_url=server.base_url, api_key="any") as client,
    ):
        assert [model.id async for model in client.models.list()] == ["fake/default", "fake/long", "fake/a", "fake/b"]
        for name in ("fake/long", "fake/a", "gpt-4o"):
            model = await client.models.retrieve(name)
            assert (model.id, model.object, model.created) == (name, "model", 1_735_689_600)
        with pytest.raises(openai.NotFoundError) as missing:
            await client.models.retrieve("fake/none")
        assert missing.value.code == "model_not_found"


async def test_health_is_told_and_not_recorded() -> None:
    async with ModelServer() as server:
        status, _, body = await ask(server, request_bytes("GET", "/_fake/health"))

        assert (status, body, len(server.journal)) == (200, b'{"status":"ok"}', 0)


async def test_the_journal_can_be_read_without_the_secrets_in_it() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        secrets = {"Authorization": "Bearer sk-1", "api-key": "sk-2", "x-app": "mine"}
        await client.ask(chat_bytes(chat_body(), **secrets))
        _, _, body = await client.ask(request_bytes("GET", "/_fake/journal?now"))
        journal = json.loads(body)

        assert b"sk-" not in body
        (entry,) = journal["exchanges"]
        assert (journal["open_sockets"], journal["failures"]) == (1, [])
        assert ["authorization", "[redacted]"] in entry["headers"]
        assert ["x-app", "mine"] in entry["headers"]
        assert json.loads(entry["body"]) == chat_body()
        assert (entry["index"], entry["method"], entry["path"]) == (0, "POST", "/v1/chat/completions")
        assert (entry["model"], entry["outcome"], entry["events_sent"]) == ("demo", "drained", 1)
        assert entry["started"] <= entry["finished"]
        assert ("authorization", "Bearer sk-1") in server.journal[0].headers


UNKNOWN = [
    ("GET", "/none", 404, None),
    ("POST", "/v1/nothing", 404, None),
    ("GET", "/_fake/none", 404, "unknown_url"),
    ("GET", "/v1/chat/completions", 405, None),
    ("HEAD", "/v1/chat/completions", 405, None),
    ("POST", "/v1/models", 405, None),
    ("DELETE", "/v1/models/demo", 405, None),
]


@pytest.mark.parametrize(("method", "target", "status", "code"), UNKNOWN)
async def test_what_is_not_there_is_told_in_the_shape_of_the_api(
    method: str, target: str, status: int, code: str | None
) -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(request_bytes(method, target, headers={"connection": "close"}))
        head, _, body = (await client.rest()).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert (b"\r\nallow: " in head) is (status == 405)
    if method == "HEAD":
        assert body == b""
    else:
        assert json.loads(body)["error"]["code"] == code


@pytest.mark.parametrize(
    "body", [b"{}", b"?", b'{"model": "fake/none"}', b'{"model": "fake/long?x=1"}', b'{"model": 1}']
)
async def test_a_body_at_a_wrong_address_changes_nothing_unless_it_names_a_script(body: bytes) -> None:
    async with ModelServer() as server:
        assert (await ask(server, request_bytes("POST", "/v1/nothing", body)))[0] == 404
        assert server.verdict() == ()


async def test_every_answer_of_the_api_is_signed() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        for request in (chat_bytes(chat_body()), chat_bytes({}), request_bytes("GET", "/v1/models")):
            _, headers, _ = await client.ask(request)
            assert headers["x-request-id"].startswith("req_")
            assert headers["openai-processing-ms"] == "0"
