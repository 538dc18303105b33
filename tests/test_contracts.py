import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.types import ASGIApp
from syrupy.assertion import SnapshotAssertion

from fakes.model import Exchange, ModelServer, Scripts
from service.ids import numbered
from service.main import create
from service.providers.endpoint import Endpoint
from service.providers.lanes import Lanes
from service.providers.lean.asking import Asking
from service.providers.lean.model import LeanModel
from service.providers.litellm import LitellmModel, load, warm_up
from service.settings import Lane, Settings
from tests.contract_files import LINE_ENDS, ROOT, Contract, ContractFiles, generated, outbound_file, stream_of
from tests.doors import DOORS, Door, Reply, Stage, by_call, open_stage
from tests.http_request import HttpRequest

CONTRACTS = [pytest.param(contract, id=contract.id) for contract in Contract.all()]
OTHER_DOORS = [pytest.param(door, id=name) for name, door in DOORS.items() if door is not by_call]

ENVIRONMENT = {"FAKE_LLM": "1", "CORS_ALLOW_ORIGINS": ",", "TOOLS": ","}
"""Scripts are chosen by the request's model, no origin is allowed, no tool served; a contract's settings on top."""

KEY = "sk-test-contract"


@dataclass(frozen=True, slots=True)
class Theatre:
    """A stage, and the model's server that plays the contracts' scripts."""

    stage: Stage
    model: ModelServer

    def play(self, contract: Contract, door: Door, lane: Lane = "lean") -> tuple[Reply, dict[str, bytes]]:
        """Replay a contract; return the reply, and the files that it makes."""
        asked, complaints = len(self.model.journal), self.model.verdict()
        reply = door(self.stage, self._application(contract, lane), request_of(contract))
        exchanges = list(self.model.journal)[asked:]
        assert [complaint for complaint in self.model.verdict() if complaint not in complaints] == []
        assert len(exchanges) == len(contract.exchanges), "the script was not played once, from beginning to end"
        assert reply.broken == contract.breaks
        assert not {name for name, _ in reply.headers} & set(contract.document["absent"])
        files = generated(
            contract,
            status=reply.status,
            headers=reply.headers,
            body=reply.body,
            outbound=[outbound_of(exchange) for exchange in exchanges],
        )
        return reply, files

    def _application(self, contract: Contract, lane: Lane) -> ASGIApp:
        settings = Settings.from_env({**ENVIRONMENT, **contract.settings})
        endpoint = Endpoint(base_url=self.model.base_url, api_key=KEY)
        lean = LeanModel(Asking(endpoint, {}), timeout=30, max_retries=settings.max_retries)
        heavy = LitellmModel(endpoint=endpoint, timeout=30, max_retries=settings.max_retries)
        model = Lanes(lean, lambda: heavy, lane=lane)
        # The clock stands still: how long something took is told, too.
        return create(settings, ids=numbered(), clock=lambda: 0.0, model=model)


def request_of(contract: Contract) -> HttpRequest:
    return HttpRequest(method=contract.method, path=contract.path, headers=contract.headers, body=contract.body)


def outbound_of(exchange: Exchange) -> bytes:
    return outbound_file(method=exchange.method, target=exchange.target, headers=exchange.headers, body=exchange.body)


async def close_clients() -> None:
    # litellm keeps one for every event loop, and ours is about to end.
    cache = load().in_memory_llm_clients_cache
    for key in [key for key in cache.cache_dict if key.endswith(f"-{id(asyncio.get_running_loop())}")]:
        await cache.cache_dict.pop(key).close()


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    # Before any contract counts its time: the import takes seconds.
    warm_up()
    with open_stage() as stage:
        model = ModelServer(scripts=Scripts.load(ROOT))
        stage.portal.call(model.start)
        yield Theatre(stage, model)
        stage.portal.call(close_clients)
        stage.portal.call(model.stop)


@pytest.fixture
def pinned(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(ContractFiles)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_wire_is_pinned(contract: Contract, theatre: Theatre, pinned: SnapshotAssertion) -> None:
    reply, files = theatre.play(contract, by_call)
    for name, content in files.items():
        assert content == pinned(name=name)
    assert all(write.endswith(LINE_ENDS[stream_of(reply.headers)]) for write in reply.writes)


@pytest.mark.parametrize("contract", [pytest.param(one, id=one.id) for one in Contract.all() if one.exchanges])
def test_litellms_lane_asks_and_answers_in_the_same_bytes(contract: Contract, theatre: Theatre) -> None:
    _, files = theatre.play(contract, by_call, "litellm")
    assert files == contract.expected()


@pytest.mark.parametrize("door", OTHER_DOORS)
@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_door_gives_the_same_bytes(contract: Contract, door: Door, theatre: Theatre) -> None:
    _, files = theatre.play(contract, door)
    assert files == contract.expected()


@pytest.mark.parametrize("name", ["chat-upstream-stall", "ui-upstream-stall", "text-upstream-stall"])
def test_a_stream_begins_before_the_model_has_finished(name: str, theatre: Theatre) -> None:
    reply, _ = theatre.play(Contract(ROOT / name), by_call)
    assert b"Hel" in reply.writes[0]
    assert len(reply.writes) > 1 or reply.broken


def test_nothing_is_written_in_ci() -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.contract_files",
        "--snapshot-update",
        "--collect-only",
        "-q",
    ]
    done = subprocess.run(
        [*command, "tests/test_contracts.py"],
        cwd=ROOT.parent.parent,
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "--snapshot-update is refused while CI is set" in done.stderr) == (4, True)
