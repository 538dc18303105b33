"""What OpenRouter refuses: in OpenAI's words, and with a number."""

import pytest

from fakes.model import ModelServer
from tests.fakes.model.family.providers import HELLO, OPENROUTER, Json, post

pytestmark = pytest.mark.anyio

REFUSED: list[tuple[Json, str]] = [
    ({"model": None}, "Invalid type for 'model': expected a string, but got null instead."),
    ({"model": None, "models": [5]}, "Invalid type for 'models[0]': expected a string, but got an integer instead."),
    ({"n": 9}, "Invalid 'n': integer above maximum value. Expected a value <= 8, but got 9 instead."),
    ({"reasoning": {"effort": "low", "max_tokens": 5}},
     ("Invalid value for 'reasoning.max_tokens': "
      "'reasoning.max_tokens' must not be given together with 'reasoning.effort'.")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
async def test_a_wrong_parameter_is_refused_by_number(body: Json, message: str) -> None:
    async with ModelServer() as server:
        answer = await post(server.origin, OPENROUTER.chat, {"model": OPENROUTER.model, "messages": HELLO, **body})
    assert (answer.status_code, answer.json()) == (400, {"error": {"message": message, "code": 400}})
