"""What a model would say, before a request's wishes and a dialect's shape are laid on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

FinishReason = Literal["stop", "length", "tool_calls", "content_filter"]
"""Why an answer ended: it was complete, the limit was reached, tools are to be run, or it was held back."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the user; or their tokens, which are read while they are said, once, so that there may be many."""

    text: str | Iterable[str]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Thoughts before the answer. ``signature`` is the proof that some providers add; empty: the dialect makes one.

    ``aloud`` shows them where the request does not ask for any, if the dialect has room for it.
    """

    text: str
    signature: str = ""
    aloud: bool = False


@dataclass(frozen=True, slots=True)
class RedactedReasoning:
    """Thoughts that only the provider can read."""

    data: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool. ``arguments`` are JSON as text; ``id`` is made up where it is empty.

    ``unoffered`` lets the model call a tool that it was not offered, or with arguments that are no JSON, as real ones
    do on bad days.
    """

    name: str
    arguments: str = "{}"
    id: str = ""
    unoffered: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words by which the model declines, where the dialect has a place for them; elsewhere they are text."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A page that the answer rests on. Said only where the dialect has room for it."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to the answer, as an address with its data in it. Said only where the dialect has room."""

    url: str


Part = Text | Reasoning | RedactedReasoning | Call | Refusal | Source | File


@dataclass(frozen=True, slots=True)
class Saying:
    """The parts of an answer, in their order, and why it ends; None: ``tool_calls`` after a call, else ``stop``."""

    parts: tuple[Part, ...]
    finish: FinishReason | None = None
