"""Functions as clients, over a real socket."""

import asyncio
import json
from pathlib import Path

import httpx
import openai
import pytest

from fakes.model.field import FieldError
from fakes.model.torture import Limits, Target, torture
from fakes.model.torture.play import NotAPlay
from fakes.model.torture.target import Target as Where

pytestmark = pytest.mark.anyio

HI = [{"role": "user", "content": "Hi"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def ask(target: Target, *, retries: int = 2) -> str:
    async with openai.AsyncOpenAI(base_url=target.base_url, api_key="k", timeout=1, max_retries=retries) as client:
        stream = await client.chat.completions.create(
            model="gpt-4o", stream=True, messages=[{"role": "user", "content": "Hi"}]
        )
        words, finished = "", False
        async for chunk in stream:
            for choice in chunk.choices:
                words += choice.delta.content or ""
                finished = finished or choice.finish_reason is not None
    if not finished:
        raise EOFError
    return words


async def whole(target: Target) -> str:
    """Asks without a stream."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{target.base_url}/chat/completions", json={"model": "gpt-4o", "messages": HI})
        return str(answer.json()["choices"][0]["message"]["content"])


async def unhappy(target: Target) -> str:
    """Gets its answer, and fails."""
    raise LookupError(await whole(target))


async def impatient(target: Target) -> str:
    """Comes back at once, whatever it is told."""
    for _ in range(5):
        try:
            return await ask(target, retries=0)
        except openai.APIError:
            continue
    raise EOFError


async def stubborn(target: Target) -> str:
    """Cannot be cancelled: it waits on, and leaves only the second time."""
    try:
        return await ask(target)
    except asyncio.CancelledError:
        await asyncio.sleep(60)
        raise


async def unmoved(target: Target) -> str:
    """Cannot be cancelled: the request lives in a task of its own."""
    asking = asyncio.ensure_future(ask(target))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        await asyncio.wait({asking}, timeout=60)
        raise
    finally:
        asking.cancel()


async def use_tool(target: Target) -> str:
    """Runs a tool, and sends its result back."""
    messages: list[object] = [*HI]
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            body = {"model": "gpt-4o", "messages": messages, "tools": [TOOL]}
            answer = (await client.post(f"{target.base_url}/chat/completions", json=body)).json()
            message = answer["choices"][0]["message"]
            if not message.get("tool_calls"):
                return str(message["content"])
            messages += [message, {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "warm"}]


async def silent(target: Target) -> str:
    return ""


async def twice(target: Target) -> str:
    await whole(target)
    return await whole(target)


async def misquoting(target: Target) -> str:
    return (await whole(target)).upper()


async def often(target: Target) -> str:
    return [await whole(target) for _ in range(3)][-1]


LIMITS = Limits(timeout=4, cancel_within=0.5)
BRIEF = Limits(timeout=1, cancel_within=0.2)


@pytest.mark.parametrize(
    ("client", "fault", "limits", "found"),
    [
        (ask, "half@event=5", LIMITS, "PASS noticed"),
        (ask, "stall@event=5", LIMITS, "PASS gave up in time"),
        (ask, "stall@event=5;seconds=0.1", LIMITS, "PASS unharmed"),
        (ask, "status=503;retry-after-ms=20", LIMITS, "PASS retried"),
        (ask, "status=400", LIMITS, "none gave up"),
        (ask, "cancel", LIMITS, "PASS prompt"),
        (whole, "cancel", LIMITS, "PASS prompt"),
        (whole, "fuzz=sse;seed=1", LIMITS, "PASS whole"),
        (whole, "status=503", LIMITS, "none gave up"),
        (impatient, "status=429;retry-after=1", LIMITS, "FAIL came back early"),
        (stubborn, "cancel", BRIEF, "FAIL hung"),
        (unmoved, "cancel", BRIEF, "FAIL left late"),
        (ask, "fuzz=sse;seed=1", LIMITS, "FAIL misread"),
    ],
)
async def test_a_function_is_judged(client: object, fault: str, limits: Limits, found: str) -> None:
    verdict = await torture(client, faults=[fault], limits=limits)  # type: ignore[arg-type] # a table of functions
    healthy, tried = verdict.cells
    assert (healthy.finding.word, f"{tried.finding.level} {tried.finding.word}") == ("whole", found)


@pytest.mark.parametrize(
    ("client", "limits", "word"),
    [
        (silent, LIMITS, "never asked"),
        (unhappy, LIMITS, "failed"),
        (twice, LIMITS, "not 1 request"),
        (misquoting, LIMITS, "text not printed"),
        (often, Limits(most_requests=2), "asked too often"),
    ],
)
async def test_an_unhealthy_client_is_not_tried_further(client: object, limits: Limits, word: str) -> None:
    verdict = await torture(client, faults=["end"], limits=limits)  # type: ignore[arg-type] # a table of functions
    assert [(cell.finding.level, cell.finding.word) for cell in verdict.cells] == [
        ("FAIL", word),
        ("skip", "not tried"),
    ]
    with pytest.raises(AssertionError, match=f"did not survive everything:\n(.|\n)*{word}"):
        verdict.assert_resilient()


async def test_a_tool_is_run_and_its_result_sent_back() -> None:
    verdict = await torture(use_tool, scenarios=["tool"], faults=["healthy", "status=503"])
    verdict.assert_resilient()
    assert [cell.detail for cell in verdict.cells] == ["2 requests, returned", "1 request, raised KeyError"]


async def test_a_client_that_sends_no_result_fails() -> None:
    (cell,) = (await torture(whole, scenarios=["tool"], faults=["healthy"])).cells
    assert cell.finding.level == "FAIL"


async def test_a_file_is_one_conversation(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    file.write_text(json.dumps({"scenarios": [{"name": "a", "sequence": [{"say": "One."}, {"say": "Two."}]}]}))
    verdict = await torture(twice, scenarios=[str(file)], faults=["healthy"])
    assert [(cell.scenario, cell.finding.word) for cell in verdict.cells] == [("twice", "whole")]


@pytest.mark.parametrize(
    "scenarios",
    [[], [{"name": "a", "fault": "reset"}], [{"name": "a", "template": True, "say": "{{ user }}"}]],
    ids=["empty", "nothing said", "a template"],
)
async def test_a_file_must_end_with_a_text(tmp_path: Path, scenarios: list[object]) -> None:
    file = tmp_path / "play.json"
    file.write_text(json.dumps({"scenarios": scenarios}))
    with pytest.raises(NotAPlay, match="the last answer of 'play'"):
        await torture(ask, scenarios=[str(file)])


async def test_a_fault_is_read_before_anything_runs() -> None:
    with pytest.raises(FieldError, match="flood"):
        await torture(ask, faults=["flood"])


def test_there_is_no_url_for_an_unknown_dialect() -> None:
    with pytest.raises(ValueError, match="'klingon' is no dialect"):
        Where("http://h", "s").url("klingon")


async def test_even_the_shortest_answer_is_held_before_its_end(tmp_path: Path) -> None:
    file = tmp_path / "short.json"
    file.write_text(json.dumps({"scenarios": [{"name": "a", "say": "Hi"}]}))
    verdict = await torture(ask, scenarios=[str(file)], faults=["cancel"])
    assert [cell.finding.word for cell in verdict.cells] == ["whole", "prompt"]


async def test_a_client_that_is_done_before_the_gate_says_nothing_of_cancelling() -> None:
    asked = 0

    async def once(target: Target) -> str:
        nonlocal asked
        asked += 1
        if asked == 1:
            return await ask(target)
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.post(f"{target.base_url}/chat/completions", json={})).text

    verdict = await torture(once, faults=["cancel"])
    assert [cell.finding.word for cell in verdict.cells] == ["whole", "over too soon"]
