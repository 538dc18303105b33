"""The command line's words for recording and replaying."""

import argparse
from pathlib import Path

from fakes.model.recording.recordings import Recordings
from fakes.model.recording.server import RecordingServer
from fakes.model.recording.upstreams import Upstreams
from fakes.model.recording.volatile import DEFAULT_PATHS, Volatile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to ``parser``."""
    group = parser.add_argument_group("recordings of real models")
    group.add_argument("--record", type=Path, metavar="DIR", help="ask real servers, and keep what they say in DIR")
    group.add_argument("--record-once", action="store_true", help="with --record: replay what DIR holds, ask the rest")
    group.add_argument(
        "--upstream",
        action="append",
        default=[],
        metavar="[PREFIX=]URL",
        help="the real server, of all paths or of those that begin with PREFIX; may be given again",
    )
    group.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a host that requests may go to; nothing is recorded without one; may be given again",
    )
    group.add_argument("--replay", type=Path, metavar="DIR", help="answer with what is recorded in DIR, nothing else")
    group.add_argument("--replay-repeat", action="store_true", help="begin again when recorded answers are used up")
    group.add_argument(
        "--replay-speed", type=float, default=1.0, metavar="N", help="multiplies recorded pauses (%(default)s)"
    )
    group.add_argument(
        "--volatile",
        action="append",
        default=[],
        metavar="PATH",
        help="a place in requests that may differ, such as $.metadata.user_id; may be given again",
    )
    group.add_argument(
        "--volatile-text",
        action="append",
        default=[],
        metavar="REGEX",
        help="text in requests that may differ, such as a date; may be given again",
    )


def recording_server(arguments: argparse.Namespace) -> RecordingServer | None:
    """Return the server that records, not yet started; None where ``--record`` was not given.

    Raises:
        ValueError: no host is allowed, or the upstream's is not, or options contradict each other.
    """
    if arguments.record is None:
        if arguments.upstream or arguments.allow_host or arguments.record_once:
            raise ValueError("--upstream, --allow-host and --record-once go with --record")
        return None
    if arguments.replay is not None:
        raise ValueError("--record asks real servers and --replay never does; for both there is --record-once")
    if not arguments.allow_host:
        raise ValueError("--record asks a real server, with a real key; name its host with --allow-host")
    upstreams = Upstreams(arguments.allow_host, dict(map(_read_upstream, arguments.upstream)))
    return RecordingServer(upstreams, arguments.record, once=arguments.record_once, volatile=_volatile(arguments))


def recordings(arguments: argparse.Namespace) -> Recordings | None:
    """Return what is to be replayed; None where ``--replay`` was not given.

    Raises:
        ValueError: the folder or a recording in it cannot be read (RecordingError), or the speed is no speed.
    """
    if not 0 <= arguments.replay_speed < float("inf"):
        raise ValueError(f"--replay-speed is {arguments.replay_speed}, and must be a finite number, not negative")
    return None if arguments.replay is None else Recordings.load(arguments.replay, _volatile(arguments))


def _volatile(arguments: argparse.Namespace) -> Volatile:
    return Volatile(paths=(*DEFAULT_PATHS, *arguments.volatile), patterns=arguments.volatile_text)


def _read_upstream(text: str) -> tuple[str, str]:
    prefix, equals, url = text.partition("=")
    return (prefix, url) if equals and prefix.startswith("/") else ("/", text)
