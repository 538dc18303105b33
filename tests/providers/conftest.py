"""The lanes, for tests of what leads to an answer."""

from types import ModuleType

import pytest

from tests.providers.lanes import Lanes


@pytest.fixture
def lanes(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Lanes:
    return Lanes(litellm, monkeypatch)
