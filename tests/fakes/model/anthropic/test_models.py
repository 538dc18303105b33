"""The models that can be asked for, at an address that OpenAI's have, too."""

from typing import Any

import anthropic
import openai
import pytest
from anthropic.types import ModelInfo

from tests.fakes.model.anthropic.clients import LATEST, OLD, Claude, claude, get

pytestmark = pytest.mark.anyio


async def test_models_are_listed_page_by_page(client: Claude) -> None:
    listed = [model async for model in client.models.list(limit=1)]
    assert [model.id for model in listed] == ["fake/default", "fake/long"]
    backward = [model async for model in client.models.list(limit=1, before_id="fake/long")]
    assert [model.id for model in backward] == ["fake/default"]


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ("", ["fake/default", "fake/long"], False),
        ("?limit=1", ["fake/default"], True),
        ("?after_id=fake/default", ["fake/long"], False),
        ("?after_id=fake/long", [], False),
        ("?before_id=fake/long", ["fake/default"], False),
        ("?before_id=fake/default", [], False),
    ],
)
async def test_a_page_tells_where_it_ends(origin: str, query: str, ids: list[str], more: bool) -> None:  # noqa: FBT001 - a table's column
    page = (await get(origin, f"/v1/models{query}", anthropic_version=OLD)).json()
    assert [model["id"] for model in page["data"]] == ids
    ends = [ids[0], ids[-1]] if ids else [None, None]
    assert [page["first_id"], page["last_id"], page["has_more"]] == [*ends, more]


@pytest.mark.parametrize("name", ["fake/default", "claude-opus-5"])
@pytest.mark.parametrize("path", ["", "/anthropic"])
async def test_a_model_is_what_the_client_knows(origin: str, path: str, name: str) -> None:
    async with claude(origin, path) as client:
        assert (await client.models.retrieve(name)).id == name
    raw = await get(origin, f"{path}/v1/models/{name}", anthropic_version=LATEST)
    model = ModelInfo.model_validate_json(raw.content, strict=True, extra="forbid")
    assert (model.id, model.max_input_tokens) == (name, 128_000)


async def test_openais_models_stay_where_they_are(origin: str) -> None:
    async with openai.AsyncOpenAI(api_key="key", base_url=f"{origin}/v1", max_retries=0) as client:
        listed = [model.id async for model in client.models.list()]
        card: Any = await client.models.retrieve("fake/default")
    assert listed == ["fake/default", "fake/long"]
    assert (card.id, card.object) == ("fake/default", "model")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("?limit=0", "limit: is '0', and must be an integer from 1 to 1000"),
        ("?limit=x", "limit: is 'x', and must be an integer from 1 to 1000"),
        ("?after_id=none", "after_id: there is no model 'none'"),
        ("?before_id=none", "before_id: there is no model 'none'"),
    ],
)
async def test_a_page_that_cannot_be_is_refused(origin: str, path: str, complaint: str) -> None:
    answer = await get(origin, f"/anthropic/v1/models{path}", anthropic_version=OLD)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, complaint)


async def test_a_model_that_nobody_has_is_not_found(client: Claude) -> None:
    with pytest.raises(anthropic.NotFoundError, match="model: fake/none"):
        await client.models.retrieve("fake/none")


@pytest.mark.parametrize("path", ["/anthropic/v1/models", "/anthropic/v1/models/fake/default"])
async def test_below_its_own_prefix_the_version_is_required(origin: str, path: str) -> None:
    answer = await get(origin, path)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "anthropic-version: header is required")
