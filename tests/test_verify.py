import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from contracts import verify
from contracts.verify import Reply, load, renamed
from service.main import create
from service.settings import Settings
from tests.contract_files import ROOT
from tests.running import running

Drift = Callable[[Reply], Reply]

CONTRACTS = load(ROOT.parent)
TEXT = next(contract for contract in CONTRACTS if contract.id == "chat-text")
HEALTH = next(contract for contract in CONTRACTS if contract.id == "healthz")
BROKEN = next(contract for contract in CONTRACTS if contract.id == "text-upstream-reset")
EMPTY = next(contract for contract in CONTRACTS if contract.id == "resume-ai4-off")

PROGRAM = [sys.executable, "-I", verify.__file__]


@contextmanager
def answering(answer: Callable[[str, str], Reply]) -> Iterator[str]:
    """Serve replies that are made from a method and a path, and add nothing to them."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            reply = answer(self.command, self.path)
            self.send_response_only(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_OPTIONS = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def verdict(url: str, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = verify.main([url, *arguments])
    return code, capsys.readouterr().out.splitlines()


def test_a_running_service_with_ids_of_its_own_holds_every_contract_it_can(
    service_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = verdict(service_url, "--upstream", "scripted", capsys=capsys)
    skipped = [contract for contract in CONTRACTS if contract.settings]
    assert lines[-1] == f"{len(CONTRACTS) - len(skipped)} verified, 0 failed, {len(skipped)} skipped"
    assert code == 0
    assert [line for line in lines if line.startswith("skip")] == [
        f"skip  {contract.id}: needs settings {' '.join(f'{k}={v}' for k, v in contract.settings.items())}"
        for contract in skipped
    ]


def test_without_a_scripted_upstream_only_what_needs_no_model_is_sent(
    service_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = verdict(service_url, capsys=capsys)
    assert (code, "skip  chat-text: needs the scripted upstream" in lines) == (0, True)
    assert not [line for line in lines if line.startswith("ok") and line.split()[1].startswith(("chat-", "upstream-"))]


def test_what_needs_settings_is_verified_where_they_are_set(capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"FAKE_LLM": "1", "CORS_ALLOW_ORIGINS": "https://app.example", "MAX_BODY_BYTES": "64"}
    given = [argument for item in settings.items() for argument in ("--settings", "=".join(item))]
    needed = [argument for name in ("cors-preflight", "error-body-too-large") for argument in ("--only", name)]
    with running(create(Settings.from_env(settings))) as url:
        code, lines = verdict(url, *given, *needed, capsys=capsys)
    assert (code, lines[-1]) == (0, "2 verified, 0 failed, 0 skipped")


def altered(reply: Reply, old: bytes, new: bytes) -> Reply:
    assert old in reply.body
    return replace(reply, body=reply.body.replace(old, new, 1))


def with_header(reply: Reply, name: str, value: str) -> Reply:
    return replace(reply, headers=(*reply.headers, (name, value)))


def without(reply: Reply, name: str) -> Reply:
    return replace(reply, headers=tuple(header for header in reply.headers if header[0] != name))


DRIFTS: dict[str, Drift] = {
    "body differs at byte 45: b'": lambda reply: altered(reply, b"world", b"World"),
    "body differs at byte 0: b'', expected b'f:{": lambda reply: replace(reply, body=b""),
    "body differs at byte 221: b'": lambda reply: replace(reply, body=reply.body + b"\n"),
    "body differs at byte 220: b'": lambda reply: replace(reply, body=reply.body[:-1]),
    "the body was cut off after": lambda reply: with_header(reply, "content-length", "9999"),
    "status is 201, expected 200": lambda reply: replace(reply, status=201),
    "header server must be absent": lambda reply: with_header(reply, "server", "uvicorn"),
    "header x-request-id is missing": lambda reply: without(reply, "x-request-id"),
    "header x-vercel-ai-data-stream is 'v2', expected 'v1'": lambda reply: with_header(
        without(reply, "x-vercel-ai-data-stream"), "x-vercel-ai-data-stream", "v2"
    ),
}


@pytest.mark.parametrize("complaint", DRIFTS)
def test_a_drift_is_found(complaint: str, service_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    genuine = without(verify.ask(urlsplit(service_url), TEXT, 30), "transfer-encoding")
    with answering(lambda _method, _path: DRIFTS[complaint](genuine)) as url:
        code, lines = verdict(url, "--upstream", "scripted", "--only", TEXT.id, capsys=capsys)
    assert (code, lines[0], lines[-1]) == (1, f"FAIL  {TEXT.id}", "0 verified, 1 failed, 0 skipped")
    assert [line for line in lines[1:-1] if line.strip().startswith(complaint)] == lines[1:2]


def test_what_must_break_off_is_no_whole_answer(service_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = replace(BROKEN.expected, broken=False)
    with answering(lambda _method, _path: whole) as url:
        code, lines = verdict(url, "--upstream", "scripted", "--only", BROKEN.id, capsys=capsys)
    assert (code, lines[0]) == (1, f"FAIL  {BROKEN.id}")
    assert lines[1].strip().startswith("the body came to its end, and must be cut off")
    assert verdict(service_url, "--upstream", "scripted", "--only", BROKEN.id, capsys=capsys)[0] == 0


@pytest.mark.parametrize(("body", "length", "found"), [(b"\n", "1", 0), (b"\n\n", "2", 1), (b"", "0", 0)])
def test_a_line_feed_may_stand_for_an_empty_body_and_nothing_else_may(
    body: bytes, length: str, found: int, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = tuple((name, length if name == "content-length" else value) for name, value in EMPTY.expected.headers)
    with answering(lambda _method, _path: Reply(200, headers, body)) as url:
        assert verdict(url, "--only", EMPTY.id, capsys=capsys)[0] == found


def test_a_proxy_may_add_headers(service_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    genuine = verify.ask(urlsplit(service_url), HEALTH, 30)
    proxied = with_header(genuine, "via", "1.1 proxy")
    with answering(lambda _method, _path: proxied) as url:
        assert verdict(url, "--only", HEALTH.id, capsys=capsys) == (
            0,
            ["ok    healthz", "1 verified, 0 failed, 0 skipped"],
        )


def test_a_url_may_have_a_path_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []

    def answer(_method: str, path: str) -> Reply:
        asked.append(path)
        return HEALTH.expected

    with answering(answer) as url:
        verdict(f"{url}/prod/", "--only", HEALTH.id, capsys=capsys)
    assert asked == ["/prod/healthz"]


def test_an_echo_is_no_value_of_the_service_s_own() -> None:
    contract = next(contract for contract in CONTRACTS if contract.id == "request-id-replaced")
    (sent,) = (value for name, value in contract.headers if name == "x-request-id")
    echo = with_header(without(contract.expected, "x-request-id"), "x-request-id", sent)
    assert f"header x-request-id is {sent!r}, expected '<any>'" in list(verify.differences(contract, echo))


RENAMED = {
    b'f:{"messageId":"a"}': b'f:{"messageId":"<id:1>"}',
    b'{"id":"a"},{"messageId":"b"},{"id": "a"}': b'{"id":"<id:1>"},{"messageId":"<id:2>"},{"id": "<id:1>"}',
    b'{"id":"a\\"b"}': b'{"id":"<id:1>"}',
    rb'0:"say \"id\":\"a\""': rb'0:"say \"id\":\"a\""',
    b'{"kid":"a"}': b'{"kid":"a"}',
    b'{"id":7},{"id":"7"},{"id":7}': b'{"id":"<id:1>"},{"id":"<id:2>"},{"id":"<id:1>"}',
    b'{"id":"a","took":31,"waited": -0.5e3}': b'{"id":"<id:1>","took":"<ms:1>","waited": "<ms:2>"}',
    b'{"took":null,"id":[1]}': b'{"took":null,"id":[1]}',
    rb'{"text":"\"took\":31"}': rb'{"text":"\"took\":31"}',
}
MASKS = {"messageId": "id", "id": "id", "took": "ms", "waited": "ms"}


@pytest.mark.parametrize("body", RENAMED)
def test_strings_and_numbers_are_renamed_in_order_and_nothing_else(body: bytes) -> None:
    assert renamed(body, MASKS) == RENAMED[body]
    assert renamed(body, {}) == body


def test_an_id_that_should_repeat_must_repeat() -> None:
    contract = replace(TEXT, masks={"id": "id"}, expected=Reply(200, (), b'{"id":"a"}{"id":"a"}'))
    assert list(verify.differences(contract, replace(contract.expected, body=b'{"id":"x"}{"id":"x"}'))) == []
    assert list(verify.differences(contract, replace(contract.expected, body=b'{"id":"x"}{"id":"y"}'))) != []


def test_nobody_there_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = verdict("http://127.0.0.1:9", "--only", HEALTH.id, capsys=capsys)
    assert (code, lines[0]) == (1, "FAIL  healthz")
    assert lines[1].strip().startswith("no answer: ConnectionRefusedError")


@pytest.mark.parametrize("only", ["chat-text", "no-such-contract"])
def test_nothing_verified_is_no_success(only: str, tmp_path: Path) -> None:
    # As a deployment would run it: on its own, from anywhere.
    done = subprocess.run(
        [*PROGRAM, "http://127.0.0.1:9", "--only", only], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.splitlines()[-1].startswith("0 verified, 0 failed, ")


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://example.com", "https://"])
def test_an_address_that_is_no_url_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        verify.main([url])
    assert "is not an http or https URL" in capsys.readouterr().err
