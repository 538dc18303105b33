"""The command line's words for what may differ between a request and its recording."""

import argparse

from fakes.model.recording.volatile import DEFAULT_PATHS, Volatile


def add_volatile(parser: argparse.ArgumentParser) -> None:
    """Add the options to ``parser``."""
    parser.add_argument(
        "--volatile",
        action="append",
        default=[],
        metavar="PATH",
        help="a place in requests that may differ, such as $.metadata.user_id; may be given again",
    )
    parser.add_argument(
        "--volatile-text",
        action="append",
        default=[],
        metavar="REGEX",
        help="text in requests that may differ, such as a date; may be given again",
    )


def read_volatile(arguments: argparse.Namespace) -> Volatile:
    """Return what the options say.

    Raises:
        ValueError: a path or a pattern cannot be understood.
    """
    return Volatile(paths=(*DEFAULT_PATHS, *arguments.volatile), patterns=arguments.volatile_text)
