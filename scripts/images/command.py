"""Another program, run to its end."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout, where every command runs."""


class CommandFailed(Exception):
    """A program said no; the message is what it said last."""


def run(*arguments: str) -> None:
    """Run a program and let it talk.

    Raises:
        CommandFailed: it is missing, or ended with another code than 0.
    """
    try:
        code = subprocess.run(arguments, cwd=ROOT, check=False).returncode
    except OSError as error:
        raise CommandFailed(f"{arguments[0]}: {error.strerror}") from error
    if code:
        raise CommandFailed(f"{' '.join(arguments[:2])} ended with code {code}")


def output(*arguments: str) -> str:
    """Run a program and return what it wrote to stdout, without the spaces around it.

    Raises:
        CommandFailed: it is missing, or ended with another code than 0; the message is its last line on stderr.
    """
    try:
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CommandFailed(f"{arguments[0]}: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"ended with code {done.returncode}"]
        raise CommandFailed(f"{arguments[0]}: {said[-1]}")
    return done.stdout.strip()
