"""The same conversation, tools and all, whichever provider's API our service asks: the same message in the page."""

import json
from collections.abc import Iterator

import pytest

from contracts.verify import renamed
from service.main import create
from service.settings import Settings
from tests.dialect_matrix import ROOT, Dialect, DialectContract, dialects
from tests.providers.asking import LITELLMS_WARNINGS
from tests.speaking import Fake, speaking

from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import Generation
from .program import Programs
from .services import Services

pytestmark = [*LITELLMS_WARNINGS]

# callChatApi holds no conversation.
DOORS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]
OPENAI, *OTHERS = [dialect for dialect in dialects() if dialect.name in ("openai", "anthropic", "gemini")]
CONVERSATIONS = [DialectContract(ROOT / name) for name in ("tool-server", "tool-parallel")]
OURS = {"id": "id", "toolCallId": "id", "createdAt": "time", "revisionId": "revision", "model": "model"}
"""What differs: names of calls and messages, who was asked, when the page began and how often it was drawn anew."""


@pytest.fixture(scope="module")
def fake() -> Iterator[Fake]:
    with speaking() as fake:
        yield fake


@pytest.fixture(scope="module")
def apis(fake: Fake, services: Services) -> dict[str, str]:
    """The addresses of our service, one for each provider that it asks."""

    def api(dialect: Dialect) -> str:
        settings = {**fake.environ, "TOOLS": "service.example_tools", "CHAT_MODEL": dialect.model}
        application = create(Settings.from_env(settings), clock=lambda: 0.0)
        return f"{services.address(application)}/api/chat"

    return {dialect.name: api(dialect) for dialect in (OPENAI, *OTHERS)}


@pytest.mark.parametrize("door", DOORS, ids=name_of)
@pytest.mark.parametrize("contract", CONVERSATIONS, ids=lambda contract: contract.id)
def test_every_provider_leads_to_the_same_message(
    contract: DialectContract, door: tuple[Generation, str], programs: Programs, apis: dict[str, str], fake: Fake
) -> None:
    question = json.loads(contract.body)["messages"][0]["content"]

    def message(dialect: Dialect) -> bytes:
        fake.adopt(contract.playbook(dialect))
        client = Client(program=programs.of(door[0]), door=door[1], api=apis[dialect.name])
        report = client.talk(question)
        assert (report.errors, faults(report), fake.played()) == ([], set(), ["call", "told"])
        return renamed(json.dumps(report.answer, ensure_ascii=False).encode(), OURS)

    expected = message(OPENAI)
    assert b'"cloudy"' in expected or b"39 " in expected
    assert {dialect.name: message(dialect) for dialect in OTHERS} == {dialect.name: expected for dialect in OTHERS}
