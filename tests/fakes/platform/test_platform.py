import json
import os
import socket
import subprocess
from urllib.parse import urlsplit

import pytest

from fakes.platform import Function, Platform
from fakes.platform.environment import environment
from fakes.platform.log import Log
from tests.fakes.platform.asking import INVOKE, STREAM, ask, running
from tests.fakes.platform.puppets import PRELUDE, RUNTIMES, handler, puppet


def curl(*arguments: str) -> bytes:
    """What the curl on this machine prints."""
    return subprocess.run(["curl", "-sN", "--max-time", "30", *arguments], capture_output=True, check=True).stdout


def test_a_platform_tells_where_it_is() -> None:
    with running(puppet()) as platform:
        port = urlsplit(platform.url).port
        assert platform.url == f"http://127.0.0.1:{port}"
        assert platform.function_url == f"{platform.url}/"
        assert platform.invoke_url == platform.url + INVOKE
        assert platform.stream_url == platform.url + STREAM


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6")
def test_an_address_of_version_6_is_a_host_too() -> None:
    with running(puppet(), host="::1") as platform:
        assert platform.url.startswith("http://[::1]:")


def test_a_port_that_is_taken_is_said_at_once() -> None:
    with running(puppet()) as first:
        port = urlsplit(first.url).port
        with pytest.raises(OSError, match="address already in use"), running(puppet(), port=port):
            pass


def test_a_test_that_fails_leaves_no_process_behind() -> None:
    pids: tuple[int, ...] = ()

    def fail() -> None:
        nonlocal pids
        with running(puppet()) as platform:
            ask(platform, INVOKE, [["answer", "1"]])
            pids = platform.pids
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(pids) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


@pytest.mark.anyio
async def test_a_platform_is_a_context_of_its_own() -> None:
    async with Platform(Function(handler="x"), log=Log()) as platform:
        assert urlsplit(platform.url).port
    await platform.stop()


def test_everything_is_printed_unchanged(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with running(handler("echo"), log=None) as platform:
        # An answer with its log waits for the end of the invocation.
        ask(platform, INVOKE, {"a": 1}, headers={"x-amz-log-type": "Tail"})
        lines = platform.log
    printed = capfdbinary.readouterr().out.decode().splitlines()
    assert printed == lines
    assert [line.split()[0] for line in printed] == ["INIT_START", "START", "handling", "END", "REPORT"]


def test_curl_sees_a_stream() -> None:
    prelude = {"statusCode": 203, "headers": {"content-type": "text/event-stream"}}
    body = f'[["stream","{PRELUDE}"],["prelude",{prelude}],["write","a"],["write","b"],["end"]]'.replace("'", '"')
    with running(puppet()) as platform:
        for url in (platform.invoke_url, platform.function_url):
            said = curl("-i", "-H", "content-type: application/json", "-d", body, url)
            head, _, content = said.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 203 Non-Authoritative Information\r\n")
            assert content == b"ab"


def test_curl_may_send_a_large_body() -> None:
    with running(handler("echo")) as platform:
        text = "x" * 2_000_000
        said = subprocess.run(
            ["curl", "-s", "--max-time", "30", "-d", "@-", platform.invoke_url],
            input=f'"{text}"'.encode(),
            capture_output=True,
            check=True,
        ).stdout
        assert said == f'"{text}"'.encode()


def test_the_runtime_finds_the_environment_that_lambda_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FROM_OUTSIDE", "1")
    expected = {
        "_HANDLER": "app.settings",
        "AWS_LAMBDA_FUNCTION_NAME": "writer",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/writer",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "local",
        "LAMBDA_TASK_ROOT": str(RUNTIMES),
        "TZ": ":UTC",
        "FROM_OUTSIDE": "1",
        "MINE": "2",
    }
    with running(handler("settings", name="writer", memory=512, environ={"MINE": "2"})) as platform:
        body = ask(platform, INVOKE, sorted(expected)).body
        assert json.loads(body) == expected


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"AWS_ACCESS_KEY_ID": "mine"}, ["mine", None, None]),
        ({"AWS_PROFILE": "mine"}, [None, None, None]),
        ({"AWS_DEFAULT_REGION": "eu-west-1"}, ["local", "eu-west-1", "eu-west-1"]),
    ],
)
def test_what_somebody_has_set_stays(
    given: dict[str, str], found: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    environ = environment(puppet(environ=given), runtime_api="x", log_stream="y")
    expected_region = found[1] or "us-east-1"
    assert environ.get("AWS_ACCESS_KEY_ID") == found[0]
    assert (environ["AWS_REGION"], environ["AWS_DEFAULT_REGION"]) == (expected_region, expected_region)


def test_aws_s_own_runtime_client_answers_through_every_door() -> None:
    with running(handler("respond")) as platform:
        response = {"statusCode": 404, "body": "gone"}
        assert ask(platform, INVOKE, {"response": response}).body == b'{"statusCode": 404, "body": "gone"}'
    with running(handler("fail")) as platform:
        reply = ask(platform, INVOKE)
        assert reply.header("x-amz-function-error") == "Unhandled"
        assert b'"errorMessage": "no way", "errorType": "ValueError"' in reply.body
        assert ask(platform, "/").status == 502
    with running(handler("large")) as platform:
        assert len(ask(platform, INVOKE, {"size": 6_000_000}).body) == 6_000_002
        # Its client ends itself over the 413; the next invocation has a new one.
        assert b"Function.ResponseSizeTooLarge" in ask(platform, INVOKE, {"size": 6_300_000}).body
        assert len(ask(platform, INVOKE, {"size": 10}).body) == 12
