"""A question that fails, and what may be said about it in public."""

import pytest

from service import errors
from service.field import JSON
from tests.providers.asking import DEEPSEEK, LEAN, OPENAI, ask, on_lane, point_at, request_to
from tests.providers.loopback import Reply, Upstream, upstream

SECRET = "the provider's own words, sk-leaked"

every_openai_lane = pytest.mark.parametrize("model", [OPENAI, DEEPSEEK, LEAN])


def words(code: JSON = None, message: str = SECRET) -> JSON:
    return {"error": {"message": message, "type": "t", "param": None, "code": code}}


async def failure_of(model: str, *replies: Reply, monkeypatch: pytest.MonkeyPatch) -> errors.ServiceError:
    failure, _ = await failure_and_upstream(model, *replies, monkeypatch=monkeypatch)
    return failure


async def failure_and_upstream(
    model: str, *replies: Reply, monkeypatch: pytest.MonkeyPatch, silence: float = 10
) -> tuple[errors.ServiceError, Upstream]:
    async with upstream(*replies) as playing:
        point_at(playing.url, monkeypatch)
        outcome = await ask(on_lane(model, playing.url, timeout=silence), request_to(model))
    assert outcome.arrivals == []
    assert outcome.failure is not None
    return outcome.failure, playing


def assert_ours(failure: errors.ServiceError, kind: type[errors.ServiceError]) -> None:
    assert type(failure) is kind
    assert failure.message == str(failure) == kind.sentence
    assert "sk-leaked" not in repr(failure.headers)
