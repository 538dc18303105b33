"""The body of a legacy completions request, judged and typed (openai SDK 2.54.0)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fakes.model.field import Field
from fakes.model.openai.chat_request import includes_usage
from fakes.model.openai.sampling import MOST_CHOICES, read_stops
from fakes.model.sampling import Sampling

_MOST_TOKENS = 2**31 - 1
_MOST_TOKEN_ID = 2**32
_DEFAULT_TOKENS = 16
_MOST_LOGPROBS = 5
_INTEGERS = {
    "n": (1, MOST_CHOICES),
    "best_of": (1, 20),
    "max_tokens": (0, _MOST_TOKENS),
    "logprobs": (0, _MOST_LOGPROBS),
    "seed": (-(2**63), 2**63 - 1),
}
_CHECKS: Mapping[str, Callable[[Field], object]] = {
    "temperature": lambda field: field.number(0, 2),
    "top_p": lambda field: field.number(0, 1),
    "frequency_penalty": lambda field: field.number(-2, 2),
    "presence_penalty": lambda field: field.number(-2, 2),
    "logit_bias": Field.keys,
    **dict.fromkeys(("echo", "stream"), Field.boolean),
    **dict.fromkeys(("suffix", "user"), Field.string),
}
_CHECKED_ELSEWHERE = ("model", "prompt", "stop", "stream_options")

KNOWN = frozenset((*_INTEGERS, *_CHECKS, *_CHECKED_ELSEWHERE))
"""Every parameter that the API has; it refuses any other."""


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What is asked: the text to go on from, the extent of the answer, and how it is to be delivered.

    ``logprobs`` is the number of alternatives a token; None where probabilities were not asked for.
    """

    text: str
    sampling: Sampling
    echo: bool
    stream: bool
    include_usage: bool

    @property
    def logprobs(self) -> int | None:
        """How many alternatives a token are to be told."""
        return self.sampling.top_logprobs

    @classmethod
    def parse(cls, body: Field) -> "CompletionRequest":
        """Read a request's body.

        Raises:
            FieldError: anything in it that the API would refuse.
        """
        for name in body.keys():  # noqa: SIM118 - a method of its own, not a dict's
            if name not in KNOWN:
                raise Field(None, name).fail("is not a parameter of this request", "unknown_parameter")
        for name, check in _CHECKS.items():
            if field := body.get(name):
                check(field)
        numbers = {name: field.integer(*bounds) for name, bounds in _INTEGERS.items() if (field := body.get(name))}
        choices = numbers.get("n", 1)
        stream = _switch(body, "stream")
        _check_best_of(body, numbers, stream=stream)
        return cls(
            text=read_prompt(body.require("prompt")),
            sampling=Sampling(
                choices, numbers.get("max_tokens", _DEFAULT_TOKENS), read_stops(body), numbers.get("logprobs")
            ),
            echo=_switch(body, "echo"),
            stream=stream,
            include_usage=includes_usage(body, stream=stream),
        )


def read_prompt(prompt: Field) -> str:
    """Return the text of a prompt: a string, tokens, or a list of one of these. Tokens are written as their numbers.

    Raises:
        FieldError: it is something else, or there are several.
    """
    if prompt.value is None or isinstance(prompt.value, str):
        return prompt.value or ""
    items = tuple(prompt.items())
    if not items:
        raise prompt.fail("must hold at least one prompt", "empty_array")
    if isinstance(items[0].value, int):
        return " ".join(str(item.integer(0, _MOST_TOKEN_ID)) for item in items)
    if len(items) > 1:
        raise prompt.fail("must be one prompt: this server answers one a request", "unsupported_value")
    return items[0].string() if isinstance(items[0].value, str) else read_prompt(items[0])


def _switch(body: Field, name: str) -> bool:
    field = body.get(name)
    return field is not None and field.boolean()


def _check_best_of(body: Field, numbers: Mapping[str, int], *, stream: bool) -> None:
    best_of, choices = numbers.get("best_of"), numbers.get("n", 1)
    if best_of is None:
        return
    if best_of < choices:
        raise body.require("best_of").fail(f"is {best_of}, and must be at least 'n', which is {choices}")
    if stream and best_of > choices:
        raise body.require("best_of").fail("must not be greater than 'n' where the answer is streamed")
