"""The APIs beside the chats: the provider's own client and litellm are told the same."""

from collections.abc import Callable

import pytest

from fakes.model.pytest_plugin.background import Background
from tests.fakes.model.conformance.others import OTHERS
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]


@pytest.mark.parametrize(("api", "dialect"), OTHERS)
async def test_both_clients_are_told_the_same(
    background: Background, lead_to: Callable[[str], None], api: str, dialect: str
) -> None:
    origin = background.server.origin
    lead_to(origin)
    own, litellms = [await ask(origin) for ask in OTHERS[api, dialect]]

    assert own == litellms
    assert own
