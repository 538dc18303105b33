"""Memory that does not grow with the answer, in a process of its own."""

import http.client
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

TOKENS = 200_000
MOST_GROWTH = 10 * 1024
"""KiB that one answer of so many tokens may leave behind."""


def resident(pid: int) -> int:
    """Return a process's resident memory in KiB."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)], text=True))


def ask(url: str, tokens: int) -> int:
    """Read one answer and return how many tokens it had."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=300)
    body = {"model": f"fake/long?tokens={tokens}", "prompt": "Hi"}
    connection.request("POST", "/api/chat", json.dumps(body), {"content-type": "application/json"})
    response = connection.getresponse()
    count = sum(line.startswith(b"0:") for line in response)
    connection.close()
    return count


@pytest.mark.parametrize("lane", ["lean", "litellm"])
def test_an_answer_of_200000_tokens_leaves_no_memory_behind(lane: str) -> None:
    # The example tools are served. What a model with tools said is kept until it is asked again; in the last step it
    # never is.
    fake = {"FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0", "MAX_OUTPUT_TOKENS": str(10 * TOKENS), "MAX_STEPS": "1"}
    environ = {**os.environ, **fake, "LANE": lane}
    command = [sys.executable, "-m", "service", "serve", "--fake", "--port", "0"]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as service:
        assert service.stdout is not None
        url = service.stdout.readline().rpartition(" ")[2].strip()
        try:
            # The first answers import and allocate what every later one uses.
            assert ask(url, 2_000) == 2_000
            before = resident(service.pid)
            assert ask(url, TOKENS) == TOKENS
            growth = resident(service.pid) - before
        finally:
            service.terminate()
    assert growth < MOST_GROWTH
