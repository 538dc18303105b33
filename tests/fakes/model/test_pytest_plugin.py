"""The plugin, as a project that installs it has it: pytest in a process of its own, over a folder of its own."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

ASK = """
import json, os, threading, urllib.request, urllib.error
import pytest

def ask(text="Hi", base=None, **more):
    base = base or os.environ["OPENAI_BASE_URL"]
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **more}
    headers = {"content-type": "application/json", "authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    request = urllib.request.Request(base + "/chat/completions", json.dumps(body).encode(), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return answer.read().decode()
"""


def run(folder: Path, test: str, ini: str = "", **env: str) -> tuple[dict[str, int], str]:
    """Return how many tests passed, failed and so on, and all that pytest printed."""
    (folder / "test_it.py").write_text(ASK + textwrap.dedent(test))
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "fakes.model.pytest_plugin", "-p", "no:cacheprovider", "-q"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    last = output.strip().splitlines()[-1]
    return {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error|warning)", last)}, output


def test_every_test_has_a_model_of_its_own_that_clients_find_by_the_environment(tmp_path: Path) -> None:
    counts, output = run(
        tmp_path,
        """
        @pytest.mark.parametrize("words", ["One.", "Two."])
        def test_said(fake_model, words):
            fake_model.say(words, user="Hi")
            assert words in ask()
            (record,) = fake_model.journal
            assert (record.model, record.outcome, record.method) == ("gpt-4o", "drained", "POST")
            assert record.scenario == "said-1"
            assert record.json["messages"][0]["content"] == "Hi"
            assert record.headers["content-type"] == "application/json"
            assert record.events_sent and record.bytes_sent and record.finished >= record.started
            assert record.path == "/v1/chat/completions" and str(record).startswith("#0 POST")
            assert fake_model.journal.requests == [record.json]

        def test_empty(fake_model):
            assert len(fake_model.journal) == 0 and str(fake_model.journal) == "no requests came"

        def test_the_key_leads_here_too(fake_model):
            fake_model.say("By key.")
            assert "By key." in ask(base=fake_model.origin + "/v1")
            assert fake_model.key == os.environ["OPENAI_API_KEY"]
            assert fake_model.journal[0].index == 0

        def test_a_get_has_no_body(fake_model):
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(fake_model.base_url + "/models").read()
            assert fake_model.journal[0].json is None

        def test_the_environment(fake_model):
            assert "OPENAI_ORG_ID" not in os.environ
            assert fake_model.env["ANTHROPIC_BASE_URL"] == fake_model.url("anthropic")
            assert os.environ["ANTHROPIC_BASE_URL"] == fake_model.url("anthropic")
            assert os.environ["GROQ_API_BASE"] == fake_model.url("groq") + "/openai/v1"
            assert os.environ["NO_PROXY"].startswith("inner.example,")

        def test_without():
            assert "ANTHROPIC_BASE_URL" not in os.environ
        """,
        OPENAI_ORG_ID="org-real",
        NO_PROXY="inner.example",
    )
    assert counts == {"passed": 7}, output


def test_scenarios_come_from_the_ini_the_marker_and_the_test_in_this_order(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text("scenarios: [{name: all, match: {user: ini}, say: From the ini.}]")
    scripted = tmp_path / "scripts" / "one"
    scripted.mkdir(parents=True)
    source = next((ROOT / "contracts" / "v1").glob("*/upstream.json"))
    (scripted / "upstream.json").write_bytes(source.read_bytes())
    counts, output = run(
        tmp_path,
        """
        from fakes.model.scenario.builder import on
        pytestmark = pytest.mark.fake_model(unused="ignore")

        @pytest.mark.fake_model(scenarios=[on("mine", user="mine").say("From the marker.")], strict=True)
        def test_order(fake_model):
            assert fake_model.strict
            fake_model.strict = False
            fake_model.scenarios({"scenarios": [{"name": "here", "match": {"user": "here"}, "say": "From here."}]})
            fake_model.say("Once.", times=1)
            fake_model.say("Then.")
            said = [ask(text) for text in ("mine", "ini", "here", "x", "y")]
            assert [next(w for w in ("marker", "ini.", "here.", "Once", "Then") if w in text) for text in said] == [
                "marker", "ini.", "here.", "Once", "Then"
            ]

        def test_wrong(fake_model):
            with pytest.raises(ValueError, match="wong"):
                fake_model.say("x", wong=1)
            with pytest.raises(ValueError, match="empty"):
                fake_model.say("")
            fake_model.say("Fine.")
            assert "Fine." in ask("z")

        @pytest.mark.fake_model(unused="fail")
        def test_a_script_that_is_not_played(fake_model):
            fake_model.scenarios("scripts")
        """,
        "fake_model_scenarios = all.yaml",
    )
    assert counts == {"passed": 2, "failed": 1}, output
    assert "fake/one" in output


def test_faults_gates_and_cancelling(tmp_path: Path) -> None:
    counts, output = run(
        tmp_path,
        """
        import asyncio

        def held(fake_model):
            fake_model.say("Slowly, slowly, and slower.", gates=[{"event": 3, "name": "g"}])
            return fake_model.gate("g")

        @pytest.mark.fake_model(faults=["status=503"])
        def test_faults(fake_model):
            fake_model.say("Here.")
            fake_model.fault("status=418")
            for status in (503, 418):
                with pytest.raises(urllib.error.HTTPError, match=str(status)):
                    ask()
            assert "Here." in ask()

        def test_gate(fake_model):
            gate = held(fake_model)
            answers = []
            thread = threading.Thread(target=lambda: answers.append(ask(stream=True)))
            thread.start()
            gate.awaited()
            assert fake_model.journal[0].outcome == "running"
            with pytest.raises(TimeoutError):
                fake_model.settled(0.01)
            with pytest.raises(AssertionError, match="not cancelled: still running"):
                fake_model.assert_cancelled_within(0.01)
            gate.open()
            thread.join()
            fake_model.settled()
            assert "[DONE]" in answers[0]
            with pytest.raises(AssertionError, match="not cancelled, but drained"):
                fake_model.assert_cancelled_within()
            gate.close()
            with pytest.raises(TimeoutError, match="closed"):
                gate.awaited(0.01)

        def test_never_asked(fake_model):
            with pytest.raises(AssertionError, match="no request came"):
                fake_model.assert_cancelled_within()

        def test_async(fake_model):
            gate = held(fake_model)
            async def leaving():
                host, port = fake_model.origin.removeprefix("http://").split(":")
                body = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hi"}]})
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(
                    f"POST /_session/{fake_model.key.removeprefix('fake-session-')}/v1/chat/completions HTTP/1.1\\r\\n"
                    f"host: x\\r\\ncontent-length: {len(body)}\\r\\n\\r\\n{body}".encode()
                )
                await gate.aawaited()
                writer.close()
                await fake_model.aassert_cancelled_within(5)
                await fake_model.asettled()
            asyncio.run(leaving())
        """,
    )
    assert counts == {"passed": 4}, output


@pytest.mark.parametrize(
    ("test", "ini", "told"),
    [
        (
            """
            @pytest.mark.fake_model(strict=True)
            def test_it(fake_model):
                fake_model.say("x", user="weather")
                with pytest.raises(urllib.error.HTTPError):
                    ask("Good day")
            """,
            "",
            "the fake model complains:\nNo scenario matches this request. The nearest of 1:\n1. said-1",
        ),
        (
            """
            def test_it(fake_model):
                with pytest.raises(urllib.error.HTTPError):
                    ask()
            """,
            "fake_model_strict = true",
            "there are none",
        ),
        (
            """
            def test_it(fake_model):
                fake_model.fault("reset@event=3")
            """,
            "",
            "the fault 'reset@event=3' struck no request",
        ),
        (
            """
            @pytest.mark.fake_model(unused="fail")
            def test_it(fake_model):
                fake_model.say("x")
            """,
            "",
            "the scenario 'said-1' is unused",
        ),
        (
            """
            def test_it(fake_model):
                ask()
                assert False
            """,
            "",
            "Captured fake model call",
        ),
        ("def test_it():\n    assert False", "", "1 failed"),
    ],
    ids=["near miss", "strict by ini", "fault", "unused", "its own failure", "a test without a model"],
)
def test_a_test_fails_by_what_its_model_complains_of_and_shows_it(
    tmp_path: Path, test: str, ini: str, told: str
) -> None:
    counts, output = run(tmp_path, test, ini)
    assert counts == {"failed": 1}, output
    assert told in output
    assert ("#0 POST /v1/chat/completions" in output) == ("ask(" in test)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("strikt=True", "takes only the keywords scenarios, strict, faults, unused"),
        ("'a.yaml'", "takes only the keywords"),
        ("unused='shout'", "'unused' is 'shout', and must be one of fail, warn, ignore"),
    ],
)
def test_a_wrong_marker_is_an_error(tmp_path: Path, marker: str, told: str) -> None:
    counts, output = run(tmp_path, f"@pytest.mark.fake_model({marker})\ndef test_it(fake_model):\n    pass\n")
    assert counts == {"error": 1}, output
    assert told in output


@pytest.mark.parametrize(
    ("ini", "counts"),
    [
        ("", {"passed": 2, "warning": 1}),
        ("filterwarnings = error", {"passed": 1, "failed": 1}),
        ("fake_model_unused = ignore", {"passed": 2}),
    ],
    ids=["a warning", "an error", "nothing"],
)
def test_an_unused_scenario_is_what_the_ini_says(tmp_path: Path, ini: str, counts: dict[str, int]) -> None:
    test = """
    def test_unused(fake_model):
        fake_model.say("x")

    def test_plain():
        pass
    """
    found, output = run(tmp_path, test, ini)
    assert found == counts, output
    assert ("FakeModelWarning: the scenario 'said-1' is unused" in output) == ("ignore" not in ini)
