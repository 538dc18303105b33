"""Every dialect, by its provider's own client and by litellm, streamed and whole: nothing is missing in the table.

Each frame is held to the types of the provider's own client, and what clients make of them all is the same.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from google.genai.errors import APIError

from fakes.model import compact_json
from fakes.model.faults.fault import Fault
from fakes.model.prompt import Turn
from fakes.model.pytest_plugin.background import Background
from fakes.model.text.tokenizer import PieceTokenizer
from fakes.model.torture.environment import PATHS
from fakes.model.usage import count_prompt
from tests.fakes.model.conformance.frames import SHAPES
from tests.fakes.model.conformance.table import (
    ALWAYS_TOLD_USAGE,
    CLASSES,
    CLIENTS,
    IMPOSSIBLE,
    SEEN_STATUS,
    SHOWN,
    STATUSES,
    STREAMED_CLASSES,
    UNSYSTEMATIC,
    UNTOLD_USAGE,
    WRITTEN_BY_LITELLM,
)
from tests.fakes.model.conformance.told import Ask, Told
from tests.fakes.model.determinism.bodies import APIS, RESULT
from tests.fakes.model.determinism.wish import CASES, Wish
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

QUICK = ("--port", "0", "--first-ms", "0", "--delay-ms", "0")
LeadTo = Callable[[str], None]
PAIRS = [(dialect, client) for dialect, clients in CLIENTS.items() for client in clients]
TOLD = [(*pair, case) for pair in PAIRS for case in SHOWN]
RAISED = [(*pair, status) for pair in PAIRS for status in STATUSES]
POSSIBLE = [row for row in TOLD if row not in IMPOSSIBLE]
RAISING = [row for row in RAISED if (*row[:2], str(row[2])) not in IMPOSSIBLE]
REFUSED = {(row[0], row[2]) for row, why in IMPOSSIBLE.items() if why.error and row[1] != "litellm"}
FRAMED = [(dialect, case) for dialect in SHAPES for case in SHOWN if (dialect, case) not in REFUSED]
IN_OPENAIS_WORDS = [pair for pair in PAIRS if pair[1] in ("openai", "litellm") and pair[0] != "responses"]
"""Where usage is something that a stream is asked for."""


@pytest.fixture(scope="module")
def locked() -> Iterator[str]:
    """The origin of a server that takes another key than ours."""
    command = [sys.executable, "-m", "fakes.model", *QUICK, "--key", "sk-good"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[3].removesuffix("/v1")
        process.terminate()


def test_the_table_is_complete() -> None:
    assert set(CLIENTS) == set(SHAPES) == set(PATHS)
    assert all(len(clients) == 2 and "litellm" in clients for clients in CLIENTS.values())
    cells = {(*row[:2], str(row[2])) for row in (*TOLD, *RAISED)}
    assert set(IMPOSSIBLE) < cells
    assert {(*row[:2], str(row[2])) for row in (*POSSIBLE, *RAISING)} == cells - set(IMPOSSIBLE)
    assert set(CLASSES) == {row[:2] for row in RAISING}
    assert {tuple(classes) for classes in CLASSES.values()} == {STATUSES}


@pytest.mark.parametrize(("dialect", "case"), FRAMED)
async def test_every_frame_is_what_the_providers_client_says_it_is(
    background: Background, dialect: str, case: str
) -> None:
    shape = SHAPES[dialect]
    async with httpx.AsyncClient(trust_env=False, base_url=background.server.origin) as client:
        for stream in (False, True):
            target, body = APIS[dialect](wish(case, stream=stream))
            answer = await client.post(target, json=body, headers={"anthropic-version": "2023-06-01"})
            assert answer.status_code == 200, answer.text
            if stream:
                assert len(shape.stream(answer.content)) > 1
            else:
                shape.whole(answer.json())


@pytest.mark.parametrize(("dialect", "client", "case"), POSSIBLE)
async def test_a_client_is_told_it_whole_and_streamed_alike_and_the_usage_is_what_was_counted(
    background: Background, lead_to: LeadTo, dialect: str, client: str, case: str
) -> None:
    origin = background.server.origin
    lead_to(origin)
    ask = CLIENTS[dialect][client]
    whole, streamed = [await ask(origin, wish(case, stream=stream), dialect) for stream in (False, True)]

    assert SHOWN[case](whole), whole
    assert replace(streamed, usage=whole.usage) == whole
    assert whole.usage == counted(whole, dialect, client, case)
    assert streamed.usage == (None if (dialect, client, case) in UNTOLD_USAGE else whole.usage)


@pytest.mark.parametrize(("dialect", "client"), IN_OPENAIS_WORDS)
async def test_usage_that_nobody_asked_for_is_not_invented(
    background: Background, lead_to: LeadTo, dialect: str, client: str
) -> None:
    origin = background.server.origin
    lead_to(origin)
    unasked = Wish(stream=True, limit=20, extra={"stream_options": {"include_usage": False}})
    told = await CLIENTS[dialect][client](origin, unasked, dialect)

    assert SHOWN["text"](told)
    always = (dialect, client) in ALWAYS_TOLD_USAGE
    assert told.usage == (counted(told, dialect, client, "text") if always else None)


def counted(told: Told, dialect: str, client: str, case: str) -> tuple[int, int]:
    """The tokens by the fake's own count."""
    asked, tokenizer = wish(case), PieceTokenizer()
    system = [Turn("system", "Be brief.")] if client == "litellm" or dialect not in UNSYSTEMATIC else []
    written = WRITTEN_BY_LITELLM.get((dialect, case), "") if client == "litellm" else ""
    results = [Turn("assistant", written), Turn("tool", RESULT)] if asked.answered else []
    prompt = count_prompt([*system, Turn("user", asked.text), *results], tokenizer)
    calls = [compact_json.encode(arguments).decode() for _, arguments in told.calls]
    return prompt, sum(map(tokenizer.count, (told.thoughts, told.text, *calls)))


def wish(case: str, *, stream: bool = False) -> Wish:
    return Wish(**{**CASES[case], "stream": stream})


async def told_or_raised(ask: Ask, origin: str, dialect: str, asked: Wish) -> Told | Exception:
    try:
        return await ask(origin, asked, dialect)
    except Exception as error:  # noqa: BLE001 - which one it is is the question
        return error


@pytest.mark.parametrize(("dialect", "client", "status"), RAISING)
async def test_a_client_raises_the_class_of_the_status(  # noqa: PLR0917 - a row's three, and what they are tried with
    background: Background, locked: str, lead_to: LeadTo, dialect: str, client: str, status: int
) -> None:
    origin = locked if status == 401 else background.server.origin
    lead_to(origin)
    model = "fake/nobody" if status == 404 else ""
    errors = []
    for stream in (False, True):
        if status not in (401, 404):
            # More than one: litellm asks Ollama about the model, too.
            strikes = [Fault.parse(f"status={status}")] * 8
            background.call(partial(background.server.session.faults.extend, strikes))
        asked = Wish(stream=stream, model=model)
        errors.append(await told_or_raised(CLIENTS[dialect][client], origin, dialect, asked))
        background.call(background.server.session.faults.clear)

    name = CLASSES[dialect, client][status]
    streamed = STREAMED_CLASSES.get((dialect, client), {}).get(status, name)
    assert [type(error).__name__ for error in errors] == [name, streamed], errors
    if client != "litellm":
        assert list(map(status_of, errors)) == [SEEN_STATUS.get((dialect, status), status)] * 2


def status_of(error: Any) -> int:  # noqa: ANN401 - each client has a class of its own
    """The status in the error of a provider's own client."""
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"]
    status: int = error.code if isinstance(error, APIError) else error.status_code
    return status


@pytest.mark.parametrize(("dialect", "client", "cell"), IMPOSSIBLE)
async def test_what_is_said_to_be_impossible_is(  # noqa: PLR0917 - a row's three, and what they are tried with
    background: Background, locked: str, lead_to: LeadTo, dialect: str, client: str, cell: str
) -> None:
    origin = locked if cell == "401" else background.server.origin
    lead_to(origin)
    expected = IMPOSSIBLE[dialect, client, cell].error
    for stream in (False, True):
        asked = wish(cell if cell in SHOWN else "text", stream=stream)
        answer = await told_or_raised(CLIENTS[dialect][client], origin, dialect, asked)

        if expected:
            assert isinstance(answer, Exception)
            assert expected in str(answer)
        else:
            assert isinstance(answer, Told)
            assert SHOWN["text"](answer)
            assert not (cell in SHOWN and SHOWN[cell](answer))
