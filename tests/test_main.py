import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.ids import numbered
from service.main import create
from service.model import FinishChunk, TextChunk, ToolCallChunk
from service.operations import REGISTERED
from service.settings import Settings, SettingsError
from service.tools import Tools
from tests.scripted_model import ScriptedModel

NO_PACE = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"}


def answer(body: dict[str, object], **environ: str) -> list[str]:
    with TestClient(create(Settings.from_env({**NO_PACE, **environ}), ids=numbered())) as service:
        return service.post("/api/chat", json=body).text.splitlines()


def test_the_same_request_gets_the_same_bytes() -> None:
    assert answer({"prompt": "Hello"}) == answer({"prompt": "Hello"})


def test_another_question_gets_another_answer() -> None:
    assert answer({"prompt": "Hello"}) != answer({"prompt": "Give me a list"})


def test_the_fake_obeys_the_settings() -> None:
    assert answer({"prompt": "Hello"}, MAX_OUTPUT_TOKENS="3")[-1].startswith('d:{"finishReason":"length"')


@pytest.mark.parametrize("model", ["anthropic/claude-sonnet-4-5", "gpt-4o", "openai/gpt-4o"])
def test_the_fake_stands_in_for_any_provider(model: str) -> None:
    assert answer({"prompt": "Hello"}, CHAT_MODEL=model)[-1].startswith('d:{"finishReason":"stop"')


def test_the_fake_answers_the_services_own_operations() -> None:
    schema = {"type": "object", "properties": {"stars": {"type": "integer", "minimum": 3}}, "required": ["stars"]}
    settings = Settings.from_env(NO_PACE)
    with TestClient(create(settings, ids=numbered(), operations=REGISTERED)) as service:
        shaped = service.post("/", json={"action": "llm-generate", "payload": {"prompt": "Rate it", "schema": schema}})
        chat = service.post("/", json={"action": "chat-message", "prompt": "Hello"})
    assert (shaped.status_code, shaped.json()["data"]["object"]) == (200, {"stars": 3})
    assert (chat.status_code, chat.json()["data"]["message"]["id"]) == (200, "msg-3")


def script(folder: Path) -> Path:
    chunk = {"choices": [{"index": 0, "delta": {"content": "From a script"}, "finish_reason": "stop"}]}
    exchange = {
        "expect": {"method": "POST", "path": "/v1/chat/completions"},
        "respond": {
            "status": 200,
            "headers": {"content-type": "text/event-stream"},
            "frames": [f"data: {json.dumps(chunk)}\n\n", "data: [DONE]\n\n"],
            "then": "close",
        },
    }
    (folder / "greeting").mkdir()
    (folder / "greeting" / "upstream.json").write_text(json.dumps({"exchanges": [exchange]}))
    return folder


def test_a_script_is_chosen_by_the_model(tmp_path: Path) -> None:
    body: dict[str, object] = {"prompt": "Hi", "model": "fake/greeting"}
    assert '0:"From a script"' in answer(body, FAKE_SCRIPTS=str(script(tmp_path)))


@pytest.mark.parametrize("folder", ["", "/nowhere/at/all"], ids=["switched off", "missing"])
def test_without_scripts_the_fake_still_answers(folder: str) -> None:
    assert answer({"prompt": "Hello"}, FAKE_SCRIPTS=folder)[-1].startswith('d:{"finishReason":"stop"')


def scenarios(file: Path, say: object) -> Path:
    file.write_text(json.dumps({"scenarios": [{"name": "hi", "match": {"user": "Hi"}, "say": say}]}))
    return file


def test_a_scenario_is_chosen_by_what_is_asked_and_scripts_are_still_there(tmp_path: Path) -> None:
    file = str(scenarios(tmp_path / "a.json", "Scene"))
    (tmp_path / "scripts").mkdir()
    folder = str(script(tmp_path / "scripts"))
    greeting: dict[str, object] = {"prompt": "Hi", "model": "fake/greeting"}

    assert '0:"Scene"' in answer({"prompt": "Hi"}, FAKE_SCENARIOS=file, FAKE_SCRIPTS=folder)
    assert '0:"From a script"' in answer(greeting, FAKE_SCENARIOS=file, FAKE_SCRIPTS=folder)
    assert '0:"From a script"' in answer(greeting, FAKE_SCENARIOS=os.pathsep.join((file, folder)), FAKE_SCRIPTS="")


@pytest.mark.parametrize("lane", ["lean", "litellm"])
@pytest.mark.parametrize(("aloud", "thoughts"), [(True, ['g:"Hm"', 'g:"."']), (False, [])])
def test_a_scenario_that_thinks_aloud_is_heard(
    tmp_path: Path,
    lane: str,
    aloud: bool,  # noqa: FBT001 - a table's column
    thoughts: list[str],
) -> None:
    file = scenarios(tmp_path / "a.json", [{"reasoning": "Hm.", "aloud": aloud}, {"text": "Four"}])
    lines = answer({"prompt": "Hi"}, FAKE_SCENARIOS=str(file), LANE=lane)
    assert [line for line in lines if line[:2] in ("g:", "0:")] == [*thoughts, '0:"Four"']


def test_scenarios_are_read_again_and_a_broken_edit_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = scenarios(tmp_path / "a.json", "Before")
    settings = Settings.from_env({**NO_PACE, "FAKE_SCENARIOS": str(file)})
    with TestClient(create(settings, ids=numbered())) as service:

        def said() -> str:
            return service.post("/api/chat", json={"prompt": "Hi"}).text

        assert '0:"Before"' in said()
        scenarios(file, "After it")
        assert '0:"After' in said()
        file.write_text("{")
        assert [said().count("After"), said().count("After")] == [1, 1]

    told = [record.getMessage() for record in caplog.records if record.name == "tokenwire.fake"]
    assert [text.partition(" is not JSON")[0] for text in told] == [
        f"the fake's scenarios stay as they were: {file}:",
    ]


def test_scenarios_that_cannot_be_played_are_a_wrong_setting_while_faking(tmp_path: Path) -> None:
    wrong = {"FAKE_SCENARIOS": str(tmp_path / "nowhere.yaml")}
    with pytest.raises(SettingsError, match=r"FAKE_SCENARIOS can't be played: .*nowhere\.yaml: there is no such file"):
        create(Settings.from_env({**NO_PACE, **wrong}))
    create(Settings.from_env({**wrong, "FAKE_LLM": "0"}))


def test_another_seed_lets_the_fake_say_something_else() -> None:
    assert answer({"prompt": "Hello"}, FAKE_SEED="tokenwire") == answer({"prompt": "Hello"})
    assert answer({"prompt": "Hello"}, FAKE_SEED="other") != answer({"prompt": "Hello"})


def test_a_real_provider_is_asked_with_its_key_and_base_url() -> None:
    # Nobody listens on the discard port: what counts is that it is this address that could not be reached.
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
    with TestClient(create(settings)) as service:
        reply = service.post("/api/chat", json={"prompt": "Hi"})
    assert (reply.status_code, reply.headers["x-error-code"]) == (502, "upstream_unreachable")


def test_the_fake_fills_in_an_objects_schema_without_its_tools() -> None:
    schema = {"type": "object", "properties": {"stars": {"type": "integer", "minimum": 3}}, "required": ["stars"]}
    with TestClient(create(Settings.from_env(NO_PACE), ids=numbered())) as service:
        reply = service.post("/api/object", json={"prompt": "Rate it", "schema": schema})
    assert (reply.status_code, json.loads(reply.text)) == (200, {"stars": 3})


def test_a_chat_of_the_fakes_may_call_the_example_tools_unless_told_otherwise() -> None:
    assert example_tools() != set()
    assert example_tools(TOOLS=",") == set()


def example_tools(**environ: str) -> set[str]:
    model = ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])
    with TestClient(create(Settings.from_env({**NO_PACE, **environ}), model=model)) as service:
        service.post("/api/chat", json={"prompt": "Hi"})
    return {tool.name for tool in model.requests[0].tools}


def test_tools_that_are_handed_in_take_the_place_of_those_that_the_settings_name() -> None:
    model = ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])
    with TestClient(create(Settings.from_env(NO_PACE), model=model, tools=Tools())) as service:
        service.post("/api/chat", json={"prompt": "Hi"})
    assert model.requests[0].tools == ()


def test_a_model_is_asked_as_often_as_the_settings_say() -> None:
    for steps in (1, 3):
        call = ToolCallChunk(index=0, call_id="c1", name="get_weather", arguments='{"city":"Oslo"}')
        model = ScriptedModel([(call, FinishChunk("tool-calls"))])
        with TestClient(create(Settings.from_env({**NO_PACE, "MAX_STEPS": str(steps)}), model=model)) as service:
            assert service.post("/api/chat", json={"prompt": "Hi"}).status_code == 200
        assert len(model.requests) == steps


def test_without_redis_a_client_is_answered_and_nothing_can_be_resumed() -> None:
    model = ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])
    # Nobody listens on the discard port.
    settings = Settings.from_env({**NO_PACE, "RESUME": "redis", "REDIS_URL": "redis://127.0.0.1:9"})
    with TestClient(create(settings, ids=numbered(), model=model)) as service:
        reply = service.post("/api/chat", json={"id": "c1", "prompt": "Hi"})
        assert '0:"Hello"\n' in reply.text
        assert service.get("/api/chat/c1/stream").status_code == 204
        assert service.post("/api/chat/c1/stop").status_code == 404


def test_redis_is_imported_only_where_it_is_wanted() -> None:
    program = (
        "import sys\n"
        "from service.main import create\n"
        "from service.settings import Settings\n"
        "for resume in ('off', 'memory', 'redis'):\n"
        "    create(Settings(resume=resume))\n"
        "    print('redis' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False", "True"]
