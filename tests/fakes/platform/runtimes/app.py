"""Handlers for AWS's own runtime client, which buffers."""

import os
import sys
import time


def echo(event: object, context: object) -> object:
    print("handling")
    return event


def respond(event: dict[str, object], context: object) -> object:
    return event["response"]


def fail(event: object, context: object) -> None:
    raise ValueError("no way")


def sleep(event: dict[str, float], context: object) -> str:
    time.sleep(event.get("seconds", 600))
    return "awake"


def leave(event: dict[str, int], context: object) -> None:
    os._exit(event.get("status", 3))


def grow(event: object, context: object) -> None:
    hoard = []
    while True:
        hoard.append(b"x" * 2**20)
        time.sleep(0.001)


def settings(event: list[str], context: object) -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in event}


def large(event: dict[str, int], context: object) -> str:
    return "x" * event["size"]


def whoami(event: object, context: object) -> int:
    sys.stderr.write("on stderr\n")
    return os.getpid()
