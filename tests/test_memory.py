"""Memory that does not grow with the answer, in a process of its own."""

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from fakes.model.torture.environment import environment

TOKENS = 200_000
MOST_GROWTH = 10 * 1024
"""KiB that one answer of so many tokens may leave behind."""


def resident(pid: int) -> int:
    """Return a process's resident memory in KiB."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)], text=True))


def ask(url: str, tokens: int, provider: str = "") -> int:
    """Read one answer and return how many tokens it had."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=300)
    body = {"model": f"{provider}fake/long?tokens={tokens}", "prompt": "Hi"}
    connection.request("POST", "/api/chat", json.dumps(body), {"content-type": "application/json"})
    response = connection.getresponse()
    count = sum(line.startswith(b"0:") for line in response)
    connection.close()
    return count


@contextmanager
def running(*command: str, **environ: str) -> Iterator[tuple[str, int]]:
    """Run a module of ours until the end; yield the address that it tells, and its process."""
    argv = [sys.executable, "-m", *command]
    with subprocess.Popen(
        argv, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            told = re.search(r"http://[0-9.]+:[0-9]+", process.stdout.readline())
            assert told
            yield told[0], process.pid
        finally:
            process.terminate()


# The example tools are served. What a model with tools said is kept until it is asked again; in the last step it
# never is.
SETTINGS = {"MAX_OUTPUT_TOKENS": str(10 * TOKENS), "MAX_STEPS": "1"}


def growth(url: str, pid: int, provider: str = "") -> int:
    """Return the KiB by which the service grows with an answer."""
    # The first answers import and allocate what every later one uses.
    assert ask(url, 2_000, provider) == 2_000
    before = resident(pid)
    assert ask(url, TOKENS, provider) == TOKENS
    return resident(pid) - before


@pytest.mark.parametrize("lane", ["lean", "litellm"])
def test_an_answer_of_200000_tokens_leaves_no_memory_behind(lane: str) -> None:
    fake = {"FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0", "LANE": lane, **SETTINGS}
    with running("service", "serve", "--fake", "--port", "0", **fake) as (url, pid):
        assert growth(url, pid) < MOST_GROWTH


@pytest.mark.parametrize("provider", ["anthropic/", "ollama_chat/"])
def test_nor_does_one_that_litellm_parses(provider: str) -> None:
    pace = ("--first-ms", "0", "--delay-ms", "0")
    with running("fakes.model", "--port", "0", *pace) as (fake, _):
        environ = environment(fake, "sk-test")
        models = ",".join(f"{provider}fake/long?tokens={tokens}" for tokens in (2_000, TOKENS))
        # litellm is imported by the first request: in the background it would go on growing beside the answers.
        environ |= {"CHAT_MODEL": f"{provider}fake/long", "ALLOWED_MODELS": models, "WARM_LITELLM": "never"}
        with running("service", "serve", "--port", "0", **environ, **SETTINGS) as (url, pid):
            assert growth(url, pid, provider) < MOST_GROWTH
