"""Who builds and runs the function here: a Docker engine, else buildah, else this Python without any image."""

import os
from collections.abc import Mapping
from typing import Protocol

from scripts.images.command import CommandFailed
from scripts.streaming import bare_process, buildah_engine, docker_engine
from scripts.streaming.started import Started

CHOICE = "TOKENWIRE_ENGINE"
"""The variable that chooses an engine instead of us."""


class Engine(Protocol):
    """One way to build and run the function."""

    name: str

    def obstacle(self) -> str | None:
        """Return why it can't be used here; None if it can."""

    def build(self) -> None:
        """Make ready what will run."""

    def start(self, port: int, environ: Mapping[str, str], expected: str | None) -> Started:
        """Start the function in the background."""

    def running(self, started: Started) -> bool:
        """Return whether what was started still runs."""

    def stop(self, started: Started) -> None:
        """End what was started, and nothing else; leave nothing of it."""

    def log(self, started: Started) -> str:
        """Return what it has written."""


ENGINES: tuple[Engine, ...] = (docker_engine.Docker(), buildah_engine.Buildah(), bare_process.BareProcess())


def named(name: str) -> Engine:
    """Return one engine.

    Raises:
        CommandFailed: there is none of that name.
    """
    for engine in ENGINES:
        if engine.name == name:
            return engine
    raise CommandFailed(f"{CHOICE} must be one of {', '.join(engine.name for engine in ENGINES)}, but is {name!r}")


def find() -> Engine:
    """Return the first engine that can be used here, and say which one it is and why.

    Raises:
        CommandFailed: the one that was asked for can't be used.
    """
    if choice := os.environ.get(CHOICE):
        chosen = named(choice)
        if reason := chosen.obstacle():
            raise CommandFailed(reason)
        print(f"engine: {choice} ({CHOICE} says so)", flush=True)
        return chosen
    reasons = []
    for engine in ENGINES:
        if (reason := engine.obstacle()) is None:
            break
        reasons.append(reason)
    print(f"engine: {engine.name}" + (f" ({'; '.join(reasons)})" if reasons else ""), flush=True)
    return engine
