"""What is common to the lines of an answer and to an answer that is one line."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from fakes.model.dialect import Heading, Logprob, Spoken
from fakes.model.identity import Identity
from fakes.model.ollama.shape import Call, Shape
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

_LOAD = 12_000_000
_PER_PROMPT_TOKEN = 250_000
_PER_TOKEN = 8_000_000
_REST = 1_500_000
"""How long things take, in nanoseconds: no clock is read, so that the same request gets the same bytes."""

_REASONS: Mapping[FinishReason, str] = {
    "stop": "stop",
    "tool_calls": "stop",
    "length": "length",
    "content_filter": "stop",
}


def answer_body(heading: Heading, shape: Shape, spoken: Spoken, usage: Usage) -> dict[str, object]:
    """Return the body of an answer that is not streamed."""
    calls, stray = [], []
    for part, arguments in spoken.calls:
        call = read_call(part.name, arguments)
        calls.extend([call] if call else [])
        stray.extend([] if call or spoken.finish == "length" else [arguments])
    content = "".join((spoken.text("text"), spoken.text("refusal"), *stray))
    return {
        **heading_body(heading),
        **shape.said(content, spoken.text("reasoning"), calls),
        **ending_body(shape, spoken.finish, usage),
        **({"logprobs": logprobs_body(spoken.logprobs)} if spoken.logprobs else {}),
    }


def heading_body(heading: Heading) -> dict[str, object]:
    """Return what every line begins with."""
    return {"model": heading.model, "created_at": moment(heading.identity)}


def ending_body(shape: Shape, reason: FinishReason, usage: Usage) -> dict[str, object]:
    """Return what only the last line has."""
    prompt, said = usage.prompt * _PER_PROMPT_TOKEN, usage.completion * _PER_TOKEN
    return {
        "done": True,
        "done_reason": _REASONS[reason],
        **shape.ending(usage),
        "total_duration": _LOAD + prompt + said + _REST,
        "load_duration": _LOAD,
        "prompt_eval_count": usage.prompt,
        "prompt_eval_duration": prompt,
        "eval_count": usage.completion,
        "eval_duration": said,
    }


def embedding_ending(tokens: int) -> dict[str, object]:
    """Return what the vectors of so many tokens took."""
    return {
        "total_duration": _LOAD + tokens * _PER_PROMPT_TOKEN,
        "load_duration": _LOAD,
        "prompt_eval_count": tokens,
    }


def read_call(name: str, arguments: str) -> Call | None:
    """Return a call; None where the arguments are no object: the server takes such words for text."""
    try:
        read = json.loads(arguments)
    except (ValueError, RecursionError):
        return None
    return {"function": {"name": name, "arguments": read}} if isinstance(read, dict) else None


def logprobs_body(logprobs: Iterable[Logprob]) -> Sequence[dict[str, object]]:
    """Return how likely tokens were."""
    return [
        {
            "token": logprob.token,
            "logprob": logprob.logprob,
            **(
                {"top_logprobs": [{"token": token, "logprob": value} for token, value in logprob.top]}
                if logprob.top
                else {}
            ),
        }
        for logprob in logprobs
    ]


def moment(identity: Identity, later: int = 0) -> str:
    """Return the time now, or ``later`` seconds from now, as RFC 3339 with nanoseconds."""
    seconds, fraction = divmod(round(identity.clock() * 1_000_000), 1_000_000)
    whole = datetime.fromtimestamp(seconds + later, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{fraction * 1000:09d}Z"
