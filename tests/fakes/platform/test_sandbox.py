import json
import os
import re
import signal
import time
from pathlib import Path

import pytest

from fakes.platform import Function, Limits, Platform, runtime_process
from tests.fakes.platform.asking import INVOKE, PATIENCE, Reply, ask, logged, response_to, running, until
from tests.fakes.platform.puppets import handler, puppet


def is_alive(pid: int) -> bool:
    # It may also go between two looks.
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def until_dead(pid: int) -> None:
    until(lambda: not is_alive(pid))


def printed(platform: Platform, word: str) -> int:
    """The number that a line of the runtime's ends with."""
    deadline = time.monotonic() + PATIENCE
    while True:
        for line in platform.log:
            if found := re.fullmatch(rf"{word} (\d+)", line):
                return int(found[1])
        assert time.monotonic() < deadline, platform.log
        time.sleep(0.005)


def failure_of(reply: Reply) -> tuple[str, str]:
    assert reply.status == 200
    assert reply.header("x-amz-function-error") == "Unhandled"
    document = json.loads(reply.body)
    return document["errorType"], re.sub(r"RequestId: [-0-9a-f]{36} Error: ", "", document["errorMessage"])


TIMED_OUT = ("Sandbox.Timedout", "Task timed out after 0.50 seconds")


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        ([["sleep"]], TIMED_OUT),
        ([["exit", 3]], ("Runtime.ExitError", "Runtime exited with error: exit status 3")),
        ([["exit", 0]], ("Runtime.ExitError", "Runtime exited without providing a reason")),
        ([["signal", signal.SIGKILL]], ("Runtime.ExitError", "Runtime exited with error: signal: killed")),
        ([["signal", signal.SIGSEGV]], ("Runtime.ExitError", "Runtime exited with error: signal: segmentation fault")),
        ([["signal", signal.SIGUSR1]], ("Runtime.ExitError", "Runtime exited with error: signal: SIGUSR1")),
    ],
)
def test_a_runtime_that_gives_no_answer_is_replaced(steps: list[list[object]], failure: tuple[str, str]) -> None:
    with running(puppet(timeout=0.5, concurrency=1)) as platform:
        assert failure_of(ask(platform, INVOKE, [["print", "before"], *steps])) == failure
        first = platform.log
        assert "before" in first
        assert first[0].startswith("INIT_START ")
        assert any(line.startswith("START ") for line in first)
        status = "Status: timeout" if failure is TIMED_OUT else "Status: error\tError Type: Runtime.ExitError"
        assert logged(platform, "REPORT RequestId: ", "Init Duration: ", status)

        # The next one gets a new process.
        assert ask(platform, INVOKE, [["answer", "1"]]).body == b"1"
        assert sum(line.startswith("INIT_START ") for line in platform.log) == 2


def test_a_timeout_in_the_middle_cuts_the_answer_and_kills_the_whole_group() -> None:
    with running(puppet(timeout=1.0)) as platform:
        reply = ask(platform, "/", [["spawn"], ["stream"], ["write", "a"], ["sleep"]])
        assert (reply.status, reply.body, reply.truncated) == (200, b"a", True)
        until_dead(printed(platform, "child"))
        # As Lambda has it, and nothing behind it.
        assert any(
            re.fullmatch(r"[-0-9T:.]+Z [-0-9a-f]{36} Task timed out after 1.00 seconds", line) for line in platform.log
        )
        assert ask(platform, "/", [["sleep"]]).status == 502


def test_a_runtime_that_dies_in_the_middle_is_heard_to_the_end() -> None:
    with running(puppet()) as platform:
        reply = ask(platform, "/", [["spawn"], ["stream"], ["write", "a"], ["write", "b"], ["exit", 1]])
        assert (reply.status, reply.body, reply.truncated) == (200, b"ab", True)
        until_dead(printed(platform, "child"))
        assert logged(platform, "Runtime.ExitError", "exit status 1")


def test_an_answer_that_was_whole_stays_whole_when_the_runtime_dies_behind_it() -> None:
    with running(puppet(concurrency=1)) as platform:
        assert ask(platform, INVOKE, [["answer", "1"], ["exit", 1]]).body == b"1"
        assert ask(platform, INVOKE, [["answer", "2"]]).body == b"2"
        assert logged(platform, "Runtime.ExitError", "exit status 1")


def test_a_response_that_breaks_off_is_a_failure() -> None:
    with running(puppet()) as platform:
        reply = ask(platform, "/", [["stream"], ["write", "a"], ["break"], ["sleep", 3], ["exit", 0]])
        assert (reply.body, reply.truncated) == (b"a", True)


def test_a_process_that_left_the_group_is_not_waited_for() -> None:
    with running(puppet()) as platform:
        ask(platform, INVOKE, [["escape"], ["exit", 1]])
        child = printed(platform, "child")
    os.kill(child, signal.SIGKILL)


def test_an_idle_runtime_that_died_is_replaced() -> None:
    with running(handler("whoami")) as platform:
        first = int(ask(platform, INVOKE).body)
        assert int(ask(platform, INVOKE).body) == first
        os.kill(first, signal.SIGKILL)
        until_dead(first)
        time.sleep(0.2)
        assert int(ask(platform, INVOKE).body) != first


def test_memory_over_the_limit_kills() -> None:
    with running(handler("grow", memory=64)) as platform:
        reply = ask(platform, INVOKE)
        assert failure_of(reply) == ("Runtime.OutOfMemory", "Runtime exited with error: signal: killed")
        assert logged(platform, "Memory Size: 64 MB", "Status: error\tError Type: Runtime.OutOfMemory")


def test_a_handler_that_can_not_be_loaded_is_told_and_logged() -> None:
    with running(handler("nothing")) as platform:
        kind, message = failure_of(ask(platform, INVOKE))
        assert kind == "Runtime.HandlerNotFound"
        assert "Handler 'nothing' missing on module 'app'" in message
        assert ask(platform, "/").status == 502
        assert logged(platform, "Runtime.HandlerNotFound", "Handler 'nothing' missing")
        assert logged(platform, "REPORT ", "Error Type: Runtime.HandlerNotFound")


@pytest.mark.parametrize(
    ("function", "failure"),
    [
        (puppet("init-error", '{"errorType":"E","errorMessage":"m"}'), ("E", "m")),
        (puppet("init-exit", "4"), ("Runtime.ExitError", "Runtime exited with error: exit status 4")),
        (puppet("init-signal", "9"), ("Runtime.ExitError", "Runtime exited with error: signal: killed")),
        (puppet("init-hang", timeout=0.5, limits=Limits(init=0.3)), TIMED_OUT),
        (
            Function(handler="x", command=("/nowhere/runtime",)),
            ("Runtime.InvalidEntrypoint", "[Errno 2] No such file or directory: '/nowhere/runtime'"),
        ),
    ],
)
def test_a_runtime_that_does_not_start_is_a_failure(function: Function, failure: tuple[str, str]) -> None:
    with running(function) as platform:
        assert failure_of(ask(platform, INVOKE)) == failure
        assert platform.pids == ()


def test_a_runtime_that_starts_too_slowly_gets_a_second_chance(tmp_path: Path) -> None:
    with running(puppet("init-slow", str(tmp_path / "tried"), limits=Limits(init=1.0))) as platform:
        assert ask(platform, INVOKE, [["answer", "1"]]).body == b"1"
        assert logged(platform, "INIT_REPORT Init Duration: 1000.00 ms\tPhase: init\tStatus: timeout")


def test_a_runtime_may_ask_to_be_restored() -> None:
    with running(puppet("restore")) as platform:
        assert ask(platform, INVOKE, [["answer", "1"]]).body == b"1"
        assert logged(platform, "status 200")


def test_a_report_tells_a_cold_start_and_a_stream_apart() -> None:
    with running(puppet()) as platform:
        ask(platform, INVOKE, [["answer", "1"]])
        ask(platform, INVOKE, [["stream"], ["write", "a"], ["end"]])
        ask(platform, INVOKE, [["answer", "1"]])
        reports = [line for line in platform.log if line.startswith("REPORT ")]
    assert [("Init Duration" in line, "Time To First Byte" in line) for line in reports[:2]] == [
        (True, False),
        (False, True),
    ]


def test_a_stopping_platform_ends_everything_at_once() -> None:
    with running(puppet()) as platform:
        with response_to(platform, "/", [["spawn"], ["stream"], ["write", "a"], ["sleep"]]) as response:
            assert response.read(1) == b"a"
            child, pids = printed(platform, "child"), platform.pids
            assert is_alive(child)
            assert len(pids) == 1
            stopping = platform
        del stopping
    until_dead(child)
    until_dead(pids[0])


def test_what_a_runtime_prints_between_invocations_is_printed_too() -> None:
    with running(puppet()) as platform:
        ask(platform, INVOKE, [["later", "late"], ["answer", "1"]], headers={"x-amz-log-type": "Tail"})
        until(lambda: "late" in platform.log)
        assert platform.log[-1] == "late"


def test_where_nobody_tells_of_memory_none_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime_process, "peak_memory", lambda pid: None)
    with running(puppet(memory=1)) as platform:
        ask(platform, INVOKE, [["answer", "1"]], headers={"x-amz-log-type": "Tail"})
        assert "Max Memory Used" not in platform.log[-1]
        assert "Memory Size: 1 MB" in platform.log[-1]
