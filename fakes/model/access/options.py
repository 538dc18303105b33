"""The command line's words for whom a server lets in."""

import argparse
import re
from dataclasses import replace

from fakes.model.access.cors import Cors
from fakes.model.access.credentials import masked
from fakes.model.access.key_set import KeySet, Lifetime
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s,]+|null|\*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to ``parser``."""
    group = parser.add_argument_group("who is let in; by default everybody, with any key or none")
    group.add_argument("--key", action="append", default=[], metavar="KEY", help="let in this key; may be given again")
    group.add_argument(
        "--key-expires",
        action="append",
        default=[],
        metavar="KEY=N[s]",
        help="let in this key for N uses, or for N seconds (KEY=3, KEY=90s); may be given again",
    )
    group.add_argument("--rpm", type=int, metavar="N", help="requests a minute for each key; more get status 429")
    group.add_argument("--tpm", type=int, metavar="N", help="tokens a minute for each key, reserved ones included")
    group.add_argument(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin read answers, * for any; may be given again",
    )


def access_policy(arguments: argparse.Namespace) -> AccessPolicy:
    """Return what the options say.

    Raises:
        ValueError: a key's end cannot be read, a key is empty, a quota is below 1, or an origin is none.
    """
    lifetimes = {**dict.fromkeys(arguments.key, Lifetime()), **_lifetimes(arguments.key_expires)}
    if "" in lifetimes:
        raise ValueError("--key and --key-expires need a key")
    for origin in arguments.cors:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"--cors is '{origin}', and must be an origin such as http://localhost:3000, or *")
    return AccessPolicy(
        keys=KeySet(lifetimes) if lifetimes else None,
        quota=Quota(requests=arguments.rpm, tokens=arguments.tpm),
        cors=Cors(tuple(arguments.cors)) if arguments.cors else None,
    )


def _lifetimes(texts: list[str]) -> dict[str, Lifetime]:
    lifetimes: dict[str, Lifetime] = {}
    for text in texts:
        key, _, end = text.rpartition("=")
        known = lifetimes.get(key, Lifetime())
        try:
            seconds = end.removesuffix("s")
            ends = replace(known, uses=int(end)) if seconds == end else replace(known, seconds=float(seconds))
        except ValueError:
            # The key is not for the terminal's history of errors.
            raise ValueError(
                f"--key-expires ends '{masked(key)}' at '{end}', and must be KEY=N for N uses or KEY=Ns for N seconds"
            ) from None
        lifetimes[key] = ends
    return lifetimes
