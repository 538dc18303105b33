import json
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from service.main import create
from service.model import FinishChunk, TextChunk
from service.server import AddressUnavailable, listen, serve, url_of
from service.settings import Settings
from service.stop import Stop
from tests.running import running
from tests.scripted_model import Arrival, ScriptedModel

HELLO = json.dumps({"messages": [{"role": "user", "content": "Hi"}]})
SETTINGS = Settings(keys=frozenset({"OPENAI_API_KEY"}))


class Client:
    """Posts a chat and reads what comes, line by line, in its own time."""

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
        self._connection.request("POST", "/api/chat", HELLO, {"content-type": "application/json"})
        self._response = self._connection.getresponse()

    def line(self) -> str:
        return self._response.readline().decode()

    def rest(self) -> str:
        text = self._response.read().decode()
        self._connection.close()
        return text


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_url_reaches_its_listener(host: str) -> None:
    with listen(host, 0) as listener:
        target = urlsplit(url_of(listener))
        with socket.create_connection((target.hostname, target.port)):
            pass


def test_a_taken_port_is_named() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(AddressUnavailable, match=f"can't listen on 127.0.0.1, port {port}: "):
            listen("127.0.0.1", port)


def test_a_server_says_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with running(create(SETTINGS, model=ScriptedModel([]))) as url:
        pass
    said = capsys.readouterr().out
    assert said.startswith(f"Tokenwire listens on {url}\n")
    assert f"curl -N -X POST {url}/api/chat -H 'content-type: application/json'" in said


def test_an_application_that_does_not_start_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def broken(app: Starlette) -> AsyncIterator[None]:
        if app.routes == []:
            raise RuntimeError("no")
        yield

    with pytest.raises(SystemExit) as leaving:
        serve(Starlette(lifespan=broken), Settings(port=0), Stop())
    assert leaving.value.code == 3
    assert capsys.readouterr().out == ""


def test_text_is_on_the_wire_before_the_model_has_finished() -> None:
    gate = threading.Event()
    model = ScriptedModel([(TextChunk("Hel"),), gate, (FinishChunk("stop"),)])
    with running(create(SETTINGS, model=model)) as url:
        client = Client(url)
        assert client.line().startswith("f:")
        assert client.line() == '0:"Hel"\n'
        gate.set()
        assert client.rest().startswith("e:")


def test_a_running_stream_finishes_before_the_service_stops() -> None:
    gate = threading.Event()
    model = ScriptedModel([(TextChunk("Hel"),), gate, (TextChunk("lo"), FinishChunk("stop"))])
    with running(create(SETTINGS, model=model)) as url:
        client = Client(url)
        client.line()
        # The service is told to stop as soon as this block is left; the gate opens only then.
        threading.Timer(0.3, gate.set).start()
    lines = client.rest().splitlines()
    assert lines[:2] == ['0:"Hel"', '0:"lo"']
    assert lines[-1].startswith('d:{"finishReason":"stop"')


@pytest.mark.parametrize("arrivals", [[], [(TextChunk("Hel"),)]], ids=["before the first chunk", "in the middle"])
def test_a_stream_that_outlives_the_grace_is_told_so(arrivals: list[Arrival]) -> None:
    model = ScriptedModel([*arrivals, threading.Event()])
    stop = Stop()
    answers: list[str] = []

    def ask(url: str) -> None:
        answers.append(Client(url).rest())

    with running(create(SETTINGS, model=model, stop=stop), stop=stop, shutdown_grace=0.1) as url:
        asking = threading.Thread(target=ask, args=(url,))
        asking.start()
        while not model.requests:
            asking.join(0.01)
    asking.join()
    (answer,) = answers
    sentence = "The service is stopping, try again"
    if arrivals:
        assert answer.splitlines()[-2:] == ['2:[{"type":"error","code":"service_stopping"}]', f'3:"{sentence}"']
    else:
        assert json.loads(answer) == {"success": False, "error": sentence}
    assert model.closed.is_set()


def test_a_stop_reaches_a_stream_that_begins_after_it() -> None:
    stop = Stop()
    stop.request()
    with running(create(SETTINGS, model=ScriptedModel([threading.Event()]), stop=stop), stop=stop) as url:
        assert json.loads(Client(url).rest())["success"] is False
