"""Which scenarios there are to ask for, with their options. docs/SCENARIOS.md has the same table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Group = Literal["answer", "tools", "refused", "broken"]
"""Whole answers; calls of tools; failures before anything is said; failures in the middle."""

_MOST_TOKENS = 1_000_000
_LONGEST_MS = 600_000
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Option:
    """A whole number that a scenario takes. ``default`` None: it does without."""

    name: str
    low: int
    high: int
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario: what it is called, what it does in words, and its options in the order of a slash command."""

    id: str
    group: Group
    does: str
    options: tuple[Option, ...] = ()

    @property
    def usage(self) -> str:
        """How it is asked for in a message: ``/error [status] [retry_after]``."""
        return " ".join((f"/{self.id}", *(f"[{option.name}]" for option in self.options)))


_EVENT = Option("event", 0, _MOST_TOKENS, 8)

CATALOG: tuple[Entry, ...] = (
    Entry("help", "answer", "lists these scenarios"),
    Entry("text", "answer", "two plain sentences"),
    Entry("markdown", "answer", "every element of markdown: headings, lists, tables, code, quotes, links"),
    Entry("unicode", "answer", "emoji, scripts from right to left, combining marks, mathematics"),
    Entry("unsafe", "answer", "markup that a page must show, and never run"),
    Entry("json", "answer", "a JSON object"),
    Entry("long", "answer", "exactly so many tokens, whatever the limit", (Option("tokens", 1, _MOST_TOKENS, 2000),)),
    Entry(
        "slow",
        "answer",
        "a long wait, then one token after the other",
        (Option("delay_ms", 0, _LONGEST_MS, 500), Option("first_ms", 0, _LONGEST_MS, 2000)),
    ),
    Entry("fast", "answer", "so many tokens at once", (Option("tokens", 1, _MOST_TOKENS, 400),)),
    Entry("reasoning", "answer", "thoughts, then the answer"),
    Entry("sources", "answer", "an answer that cites three pages"),
    Entry("file", "answer", "an answer with a picture"),
    Entry("refusal", "answer", "words by which the model declines"),
    Entry("filter", "answer", "an answer that is held back in the middle"),
    Entry("length", "answer", "an answer that ends at a limit", (Option("tokens", 1, _MOST_TOKENS, 40),)),
    Entry("empty", "answer", "an answer without a word"),
    Entry("tool", "tools", "a call of get_weather, or else of the first tool that is offered"),
    Entry("tools", "tools", "two calls at once"),
    Entry("tool-error", "tools", "a call of get_weather that fails"),
    Entry("tool-invalid", "tools", "a call of get_weather with arguments that do not fit"),
    Entry("tool-unknown", "tools", "a call of a tool that nobody has"),
    Entry("approval", "tools", "a call of delete_file, which the user must allow"),
    Entry("client-tool", "tools", "a call of ask_user, which the page answers"),
    Entry(
        "error",
        "refused",
        "the provider's own error",
        (Option("status", 400, 599, 500), Option("retry_after", 0, _DAY)),
    ),
    Entry("context", "refused", "the conversation is too long for the model"),
    Entry("policy", "refused", "the provider's content policy refuses the request"),
    Entry("html", "refused", "a proxy's page instead of an answer"),
    Entry("timeout", "refused", "nothing at all, until the client gives up"),
    Entry("late-error", "broken", "an error inside the stream, behind so many events", (_EVENT,)),
    Entry("drop", "broken", "the connection is closed behind so many events", (_EVENT,)),
    Entry("reset", "broken", "the connection is torn down behind so many events", (_EVENT,)),
    Entry("truncate", "broken", "a clean end behind so many events, without a finish reason", (_EVENT,)),
    Entry(
        "garbage", "broken", "bytes that are no text, behind so many bytes", (Option("byte", 0, _MOST_TOKENS, 2000),)
    ),
    Entry(
        "stall",
        "broken",
        "silence behind so many events, for so many seconds or until the client gives up",
        (_EVENT, Option("seconds", 0, 600)),
    ),
)
"""Every scenario, in the order in which it is shown."""

BY_ID: Mapping[str, Entry] = MappingProxyType({entry.id: entry for entry in CATALOG})
"""Every scenario by the name that stands behind ``fake/`` or a slash."""


def table() -> list[dict[str, object]]:
    """Return all of it as JSON, for pages that let somebody choose."""
    return [
        {
            "id": entry.id,
            "group": entry.group,
            "does": entry.does,
            "options": [
                {"name": option.name, "low": option.low, "high": option.high, "default": option.default}
                for option in entry.options
            ],
        }
        for entry in CATALOG
    ]
