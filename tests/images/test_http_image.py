"""The HTTP image, built for real and running without a network, a key or root's rights."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.images import buildah
from tests.images.box import Box, running, streamed

FAKING = {"FAKE_LLM": "1"}


@pytest.fixture(scope="module")
def box(http_image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(http_image, tmp_path_factory.mktemp("http"), FAKING) as box:
        box.wait_for("http://127.0.0.1:8080/healthz")
        box.ask("http://127.0.0.1:8080/api/chat", {"prompt": "The first answer waits for imports"})
        yield box


def healthy(reference: str, box: Box) -> bool:
    kind, *command = buildah.config(reference)["Healthcheck"]["Test"]
    assert kind == "CMD"
    return box.run(command) == 0


def test_a_chat_arrives_token_by_token(box: Box) -> None:
    answer = box.ask("http://127.0.0.1:8080/api/chat", {"id": "c", "messages": [{"role": "user", "content": "Hello"}]})
    assert answer.lines[-1][1].startswith("d:")
    assert streamed(answer)


def test_it_is_not_root(http_image: str, box: Box) -> None:
    assert buildah.config(http_image)["User"] == "10001:10001"
    status = Path(f"/proc/{box.inside.pid}/status").read_text()
    assert "Uid:\t10001\t10001\t10001\t10001" in status
    assert "Gid:\t10001\t10001\t10001\t10001" in status


def test_every_address_is_listened_on(box: Box) -> None:
    # 0.0.0.0 and 8080, as /proc writes them: what is published to the outside does not arrive on the loopback.
    assert " 00000000:1F90 " in Path(f"/proc/{box.inside.pid}/net/tcp").read_text()


def test_the_health_check_tells_a_living_service_from_none(http_image: str, box: Box, tmp_path: Path) -> None:
    assert healthy(http_image, box)
    with running(http_image, tmp_path, {}, command=["sleep", "60"]) as idle:
        assert not healthy(http_image, idle)


def test_a_port_that_is_given_is_listened_on_and_asked_for_health(http_image: str, tmp_path: Path) -> None:
    with running(http_image, tmp_path, {**FAKING, "PORT": "8123"}) as box:
        box.wait_for("http://127.0.0.1:8123/healthz")
        _, *command = buildah.config(http_image)["Healthcheck"]["Test"]
        assert box.run(["env", "PORT=8123", *command]) == 0
        assert box.run(command) != 0


def test_asked_to_stop_it_finishes_what_it_is_saying(http_image: str, tmp_path: Path) -> None:
    with running(http_image, tmp_path, FAKING) as box:
        box.wait_for("http://127.0.0.1:8080/healthz")
        body = {"model": "fake/long?tokens=100&delay_ms=20", "prompt": "Hello"}
        began = threading.Event()
        with ThreadPoolExecutor() as pool:
            asking = pool.submit(box.ask, "http://127.0.0.1:8080/api/chat", body, seen=lambda _at, _line: began.set())
            assert began.wait(60)
            assert buildah.end(box.process)
            assert asking.result().lines[-1][1].startswith("d:")
