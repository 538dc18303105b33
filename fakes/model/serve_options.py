"""The command line's words for what a server says, and how."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from fakes.model.faults.chaos import Chaos
from fakes.model.foreground import complain
from fakes.model.identity import frozen_clock
from fakes.model.pacing import Pacing
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.playbook_source import PlaybookSource
from fakes.model.script import Scripts
from fakes.model.setup import CONTEXT_WINDOW, DEFAULT_SEED, Setup
from fakes.model.text.tokenizer import PieceTokenizer, tokenizer_named
from fakes.model.timekeeper import RealTime, Timekeeper, VirtualTime

_CLOCKS: dict[str, Callable[[], float]] = {"frozen": frozen_clock, "real": time.time}
_TIMES: dict[str, Callable[[], Timekeeper]] = {
    "off": RealTime,
    "auto": lambda: VirtualTime(auto=True),
    "manual": VirtualTime,
}
_LARGEST_WINDOW = 1_000_000_000


def add_scenarios(parser: argparse.ArgumentParser) -> None:
    """Add the options for what is said."""
    group = parser.add_argument_group("what the model says")
    group.add_argument(
        "--scenarios",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder of scenarios, read again when it changes; may be given again",
    )
    group.add_argument(
        "--on-demand",
        action="store_true",
        help="play what a slash command or a model's name asks for: /help, fake/help",
    )
    group.add_argument("--strict", action="store_true", help="refuse what no scenario matches")
    group.add_argument(
        "--fail-on-unused",
        action="store_true",
        help="end with status 1 if a scenario was unused, a request unmatched, or anything failed",
    )
    group.add_argument("--scripts", type=Path, metavar="DIR", help="play DIR/<id>/upstream.json as fake/<id>")
    group.add_argument("--seed", default=DEFAULT_SEED, help="another seed, other ids and words (%(default)s)")
    group.add_argument(
        "--tokenizer",
        default=PieceTokenizer.name,
        metavar="NAME",
        help="pieces, or one of tiktoken's encodings, such as o200k_base (%(default)s)",
    )
    group.add_argument(
        "--context-window",
        type=int,
        default=CONTEXT_WINDOW,
        metavar="N",
        help="tokens that a conversation may have (%(default)s)",
    )


def add_pace(parser: argparse.ArgumentParser) -> None:
    """Add the options for when it is said, and for what goes wrong."""
    pace = Pacing.realistic()
    group = parser.add_argument_group("pace and faults")
    group.add_argument(
        "--first-ms", type=float, default=pace.first_ms, metavar="N", help="time to the first piece (%(default)s)"
    )
    between = group.add_mutually_exclusive_group()
    between.add_argument(
        "--delay-ms", type=float, default=pace.delay_ms, metavar="N", help="time between two pieces (%(default)s)"
    )
    between.add_argument("--tokens-per-second", type=float, metavar="N", help="pieces a second, instead of --delay-ms")
    group.add_argument(
        "--jitter",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of the delay, 0 to 1, that it may differ by (%(default)s)",
    )
    group.add_argument("--chaos", metavar="LIST", help="faults and their rates: reset@event=3:0.1,status=429:0.05")
    group.add_argument(
        "--clock", choices=tuple(_CLOCKS), default="frozen", help="what answers say the time is (%(default)s)"
    )
    group.add_argument(
        "--virtual-time",
        nargs="?",
        choices=tuple(_TIMES),
        const="auto",
        default="off",
        help="auto: no wait takes time; manual: time stands still until POST /_fake/time moves it (%(default)s)",
    )


def read_setup(arguments: argparse.Namespace) -> Setup:
    """Return the server that the options describe.

    Raises:
        ValueError: a value is not what it must be, or scenarios or scripts cannot be played (ScriptError).
        OSError: a tokenizer cannot be loaded.
    """
    scripts = Scripts.load(arguments.scripts) if arguments.scripts else Scripts.empty()
    if not 1 <= arguments.context_window <= _LARGEST_WINDOW:
        raise ValueError(f"--context-window is {arguments.context_window}, and must be from 1 to {_LARGEST_WINDOW}")
    return Setup(
        playbook=Playbook(scripts=scripts),
        follow=_followed(arguments.scenarios, scripts),
        strict=arguments.strict,
        on_demand=arguments.on_demand,
        pacing=_pacing(arguments),
        seed=arguments.seed,
        clock=_CLOCKS[arguments.clock],
        time=_TIMES[arguments.virtual_time],
        tokenizer=tokenizer_named(arguments.tokenizer),
        context_window=arguments.context_window,
        chaos=None if arguments.chaos is None else Chaos.parse(arguments.chaos, arguments.seed, "--chaos"),
    )


def _followed(paths: list[Path], scripts: Scripts) -> Callable[[], Playbook] | None:
    if not paths:
        return None
    return PlaybookSource(paths, scripts=scripts, tell=_stays).current


def _stays(error: str) -> None:
    complain(f"the scenarios stay as they were: {error}")


def _pacing(arguments: argparse.Namespace) -> Pacing:
    if arguments.tokens_per_second is not None:
        return Pacing.tokens_per_second(
            arguments.tokens_per_second, first_ms=arguments.first_ms, jitter=arguments.jitter
        )
    return Pacing(first_ms=arguments.first_ms, delay_ms=arguments.delay_ms, jitter=arguments.jitter)
