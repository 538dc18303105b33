import http.client
import json
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from fakes.platform import Platform
from tests.fakes.platform.asking import INVOKE, Reply, ask, logged, response_to, running, until
from tests.fakes.platform.puppets import PRELUDE, handler, puppet
from tests.fakes.platform.raw_client import connected, post
from tests.fakes.platform.sdk import sdk

PROGRESS = 20 * 2**20
"""More bytes than all buffers between a runtime and a client hold together."""


def test_a_sandbox_is_used_again() -> None:
    with running(handler("whoami")) as platform:
        assert len({ask(platform, INVOKE).body for _ in range(5)}) == 1
        assert "on stderr" in platform.log
        assert len(platform.pids) == 1


def test_invocations_at_once_have_sandboxes_of_their_own_and_one_too_many_is_refused(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    steps = [["stream"], ["write", "a"], ["wait", str(gate)], ["end"]]
    with running(puppet(concurrency=2)) as platform, ExitStack() as responses:
        running_ones = [responses.enter_context(response_to(platform, "/", steps)) for _ in range(2)]
        assert [response.read(1) for response in running_ones] == [b"a", b"a"]
        assert len(set(platform.pids)) == 2

        for path in ("/", INVOKE, "/2021-11-15/functions/function/response-streaming-invocations"):
            refused = ask(platform, path, [["answer", "1"]])
            assert (refused.status, refused.header("x-amzn-errortype")) == (429, "TooManyRequestsException")
            assert json.loads(refused.body)["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
        with sdk(platform) as client, pytest.raises(ClientError, match="TooManyRequestsException"):
            client.invoke(FunctionName="function")

        gate.touch()
        assert [response.read() for response in running_ones] == [b"", b""]
        assert ask(platform, INVOKE, [["answer", "1"]]).body == b"1"


def test_the_sandbox_that_was_used_last_is_used_first(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    replies: list[Reply] = []
    with running(puppet()) as platform:

        def begin(name: str, gate: Path) -> threading.Thread:
            steps = [["print", name], ["touch", str(tmp_path / name)], ["wait", str(gate)], ["whoami"]]
            thread = threading.Thread(target=lambda: replies.append(ask(platform, INVOKE, steps)))
            thread.start()
            until((tmp_path / name).exists)
            return thread

        threads = [begin("one", first), begin("two", second)]
        for gate, thread in zip((second, first), reversed(threads), strict=True):
            gate.touch()
            thread.join()
            until(lambda: platform._fleet._idle != [])
        until(lambda: len(platform._fleet._idle) == 2)
        last = replies[-1].body
        assert replies[0].body != last
        assert ask(platform, INVOKE, [["whoami"]]).body == last


def test_one_sandbox_after_another_is_enough_for_a_client_that_does_not_wait() -> None:
    with running(puppet(concurrency=1)) as platform:
        for _ in range(50):
            assert ask(platform, INVOKE, [["answer", "1"]]).status == 200


def test_a_runtime_that_dawdles_behind_its_answer_is_not_waited_for(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with running(puppet(concurrency=1)) as platform:
        assert ask(platform, INVOKE, [["answer", "1"], ["wait", str(gate)]]).body == b"1"
        assert ask(platform, INVOKE, [["answer", "1"]]).status == 429
        gate.touch()


def accepted(counter: Path) -> int:
    return int(counter.read_text() or 0) if counter.exists() else 0


def until_still(counter: Path) -> int:
    """Wait until the runtime gets nothing more off its hands."""
    seen = -1
    while seen != (now := accepted(counter)) or now == 0:
        seen = now
        time.sleep(0.2)
    return seen


def test_a_client_that_does_not_read_stops_the_runtime(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    steps = [["stream", PRELUDE], ["prelude", {}], ["flood", PROGRESS // 2**16, 2**16, str(counter)], ["end"]]
    with running(puppet()) as platform, connected(platform, receive_buffer=2**17) as client:
        client.send(post(json.dumps(steps)))
        held = until_still(counter)
        assert 0 < held < PROGRESS // 2**16
        # It goes on when the client does, and nothing is lost.
        client.until(b"\r\n\r\n")
        body = client.until(b"\r\n0\r\n\r\n")
        assert body.count(b"x") == PROGRESS
        assert accepted(counter) == PROGRESS // 2**16


@pytest.mark.parametrize("path", ["/", INVOKE, "/2021-11-15/functions/function/response-streaming-invocations"])
def test_a_client_that_leaves_does_not_stop_the_function(path: str, tmp_path: Path) -> None:
    counter, done = tmp_path / "counter", tmp_path / "done"
    steps = [["stream", "a/b"], ["flood", PROGRESS // 2**16, 2**16, str(counter)], ["end"], ["touch", str(done)]]
    with running(puppet(concurrency=1)) as platform:
        with connected(platform, receive_buffer=2**17) as client:
            client.send(post(json.dumps(steps), path=path))
            client.until(b"\r\n\r\n")
            until_still(counter)
        until(done.exists)
        assert accepted(counter) == PROGRESS // 2**16
        assert ask(platform, INVOKE, [["answer", "1"]]).body == b"1"
        assert logged(platform, "status 202")


def test_a_client_that_leaves_before_the_first_byte_does_not_stop_it_either(tmp_path: Path) -> None:
    gate, begun, done = tmp_path / "gate", tmp_path / "begun", tmp_path / "done"
    steps = [["touch", str(begun)], ["wait", str(gate)], ["stream"], ["flood", 100], ["end"], ["touch", str(done)]]
    with running(puppet(concurrency=1)) as platform:
        with connected(platform) as client:
            client.send(post(json.dumps(steps)))
            until(begun.exists)
        gate.touch()
        until(done.exists)


def see_first_then_open_the_gate(platform: Platform, gate: Path) -> bytes:
    """Read the first piece, and only then let the runtime write the next one."""
    steps = [["stream", PRELUDE], ["prelude", {}], ["write", "first"], ["wait", str(gate)], ["write", "last"], ["end"]]
    with response_to(platform, "/", steps) as response:
        first = response.read(5)
        gate.touch()
        return first + response.read()


def test_a_piece_arrives_before_the_next_one_is_written(tmp_path: Path) -> None:
    with running(puppet()) as platform:
        assert see_first_then_open_the_gate(platform, tmp_path / "gate") == b"firstlast"


def test_in_buffered_mode_nothing_arrives_before_the_last_piece_is_written(tmp_path: Path) -> None:
    with running(puppet(invoke_mode="BUFFERED", timeout=0.5)) as platform:
        with response_to(platform, "/", [["stream"], ["write", "first"], ["wait", str(tmp_path / "gate")]]) as response:
            assert response.status == 502
        with pytest.raises((AssertionError, http.client.IncompleteRead)):
            assert see_first_then_open_the_gate(platform, tmp_path / "gate") == b"firstlast"
