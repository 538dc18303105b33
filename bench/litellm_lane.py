"""litellm's lane beside litellm's own stream wrapper, in one run: ``python -m bench.litellm_lane``.

The fake model server, a process of its own, speaks each provider's API. This process asks it in turns, by litellm alone
and by our lane, which is litellm too, and counts its own processor time for each piece of the answer: what a long
answer costs more than a short one. Ratios travel from machine to machine, microseconds do not.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bench.connection import Connection
from bench.server_process import free_port, resident, running
from fakes.model.torture.environment import CLEARED, environment
from service.messages import TextPart, UserMessage
from service.model import ModelRequest, TextChunk, TextRun
from service.providers.endpoint import Endpoint
from service.providers.litellm import LitellmModel, load

_MODELS: Mapping[str, str] = {
    "openai": "openai/gpt-4o-mini",
    "azure": "azure/gpt-4o-mini",
    "anthropic": "anthropic/claude-haiku-4-5-20251001",
    "gemini": "gemini/gemini-2.5-flash",
    "bedrock": "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0",
    "ollama": "ollama_chat/llama3.1",
    "groq": "groq/llama-3.3-70b-versatile",
    "mistral": "mistral/mistral-small-latest",
    "openrouter": "openrouter/openai/gpt-4o-mini",
    "deepseek": "deepseek/deepseek-chat",
}
_PIECE = " word"
_LENGTHS: Mapping[str, int] = {"short": 10, "middling": 2_010, "long": 20_010, "endless": 1_000_010}
"""Pieces of the answers; litellm's wrapper is not asked for more than the middling one, it would take minutes."""

_Ask = Callable[[str, str], Coroutine[None, None, int]]
"""Takes a model and a length, and returns the pieces that came."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a piece costs through a provider's API, in microseconds of processor time, and what a million leave."""

    provider: str
    bare: float
    ours: float
    grown: float | None

    @property
    def ratio(self) -> float:
        """How many times ours litellm's own is."""
        return self.bare / self.ours


async def _bare(model: str, length: str) -> int:
    pieces = 0
    options = {"include_usage": True}
    messages = [{"role": "user", "content": length}]
    stream = await load().acompletion(model=model, messages=messages, stream=True, stream_options=options)
    async for chunk in stream:
        pieces += bool(chunk.choices and chunk.choices[0].delta.content)
    return pieces


async def _ours(model: str, length: str) -> int:
    pieces = 0
    lane = LitellmModel(endpoint=Endpoint(), timeout=60, max_retries=0)
    asked = (UserMessage((TextPart(length),)),)
    request = ModelRequest(model=model, messages=asked, temperature=1, max_output_tokens=_LENGTHS["endless"])
    async with aclosing(lane.stream(request)) as chunks:
        async for arrived in chunks:
            for chunk in arrived:
                if isinstance(chunk, TextRun):
                    pieces += len(chunk.texts)
                elif isinstance(chunk, TextChunk):
                    pieces += 1
    return pieces


async def _whole(ask: _Ask, model: str, length: str) -> None:
    pieces = await ask(model, length)
    if pieces != _LENGTHS[length]:
        raise AssertionError(f"{model}: {pieces} pieces, not {_LENGTHS[length]}")


async def _cost(ask: _Ask, model: str, length: str) -> float:
    """Return the microseconds that each piece costs by which an answer is longer than the short one."""

    async def spent(length: str) -> float:
        before = time.process_time()
        await _whole(ask, model, length)
        return time.process_time() - before

    return (await spent(length) - await spent("short")) / (_LENGTHS[length] - _LENGTHS["short"]) * 1e6


async def _growth(model: str) -> float:
    """Return the MB by which this process grows with an answer of a million pieces."""
    await _whole(_ours, model, "long")
    before = resident(os.getpid())
    await _whole(_ours, model, "endless")
    return (resident(os.getpid()) - before) / 1e6


@contextmanager
def _fake() -> Iterator[None]:
    """Run the fake, and lead this process to it."""
    port = free_port()
    scenarios = [
        {"name": length, "match": {"user": {"exact": length}}, "say": _PIECE * pieces}
        for length, pieces in _LENGTHS.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenarios.json"
        file.write_text(json.dumps({"scenarios": scenarios}))
        pace = ("--first-ms", "0", "--delay-ms", "0")
        argv = (sys.executable, "-m", "fakes.model", "--port", str(port), "--scenarios", str(file), *pace)
        with running(argv, port, {}) as server, server.greeted(Connection):
            origin = f"http://127.0.0.1:{port}"
            for name in CLEARED:
                os.environ.pop(name, None)
            os.environ.update(environment(origin, "sk-bench"))
            os.environ["MISTRAL_AZURE_API_BASE"] = f"{origin}/mistral/v1"
            yield


async def _row(provider: str, *, rounds: int, memory: bool) -> Row:
    model = _MODELS[provider]
    # What the first answers import and allocate is nobody's.
    for ask in (_bare, _ours):
        await ask(model, "short")
    costs = [(await _cost(_bare, model, "middling"), await _cost(_ours, model, "long")) for _ in range(rounds)]
    bare, ours = map(statistics.median, zip(*costs, strict=True))
    return Row(provider, bare, ours, await _growth(model) if memory else None)


async def _rows(providers: Sequence[str], *, rounds: int, memory: bool) -> list[Row]:
    # One event loop for all: litellm keeps its connections for one.
    return [await _row(provider, rounds=rounds, memory=memory) for provider in providers]


def main(argv: Sequence[str]) -> None:
    """Measure, and print a table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.litellm_lane", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    parser.add_argument("--memory", action="store_true", help="also read an answer of a million pieces each")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("providers", nargs="*", default=list(_MODELS), help=f"of {', '.join(_MODELS)} (all)")
    options = parser.parse_args(argv)
    with _fake():
        rows = asyncio.run(_rows(options.providers, rounds=options.rounds, memory=options.memory))
    told = [
        {
            "provider": row.provider,
            "litellm us": round(row.bare, 1),
            "ours us": round(row.ours, 2),
            "ratio": round(row.ratio, 1),
            "MB grown": None if row.grown is None else round(row.grown, 1),
        }
        for row in rows
    ]
    if options.json:
        json.dump(told, sys.stdout, indent=2)
    else:
        _print(told)


def _print(rows: Sequence[Mapping[str, object]]) -> None:
    for cells in chain([list(rows[0])], ([str(cell) for cell in row.values()] for row in rows)):
        sys.stdout.write("  ".join(f"{cell:>10}" for cell in cells) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
