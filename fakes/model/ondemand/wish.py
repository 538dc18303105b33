"""A prompt -> the scenario that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fakes.model.digits import read_digits
from fakes.model.ondemand.catalog import BY_ID, Entry
from fakes.model.prompt import Prompt

_MOST_WORDS = 8
"""More than any scenario has options; what stands behind them need not be looked at."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A scenario with the values of its options; those without a value are absent.

    ``complaint`` says what is wrong with the command; empty: nothing.
    """

    entry: Entry
    values: Mapping[str, int] = field(default_factory=dict)
    complaint: str = ""


def wish_of(prompt: Prompt) -> Wish | None:
    """Return what is asked for: by a command as the user's last message, else by the model's name; None: nothing.

    A message is a command when it begins with a slash and a known word.
    """
    text = prompt.question.text.strip()
    if text.startswith("/"):
        word, *given = text[1:].split()[:_MOST_WORDS] or [""]
        if entry := BY_ID.get(word):
            return _commanded(entry, given)
    entry = BY_ID.get(prompt.model.fake_id or "")
    return None if entry is None else Wish(entry, {**_defaults(entry), **prompt.model.options})


def _commanded(entry: Entry, given: list[str]) -> Wish:
    values = _defaults(entry)
    if len(given) > len(entry.options):
        takes = f"at most {len(entry.options)}" if entry.options else "no"
        return Wish(entry, values, f"it takes {takes} values, and was given {len(given)} or more")
    for option, text in zip(entry.options, given, strict=False):
        try:
            values[option.name] = read_digits(text, option.low, option.high)
        except ValueError as error:
            return Wish(entry, values, f"'{option.name}' {error}")
    return Wish(entry, values)


def _defaults(entry: Entry) -> dict[str, int]:
    return {option.name: option.default for option in entry.options if option.default is not None}
