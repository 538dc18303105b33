"""An answer -> the bytes that say it: a stream of chunks, or one body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fakes.model import compact_json
from fakes.model.openai.usage import Usage
from fakes.model.pacing import Pacing
from fakes.model.reply import Frame
from fakes.model.text.generation import FinishReason, Generation


@dataclass(frozen=True, slots=True)
class Heading:
    """What every chunk of an answer, or its one body, begins with."""

    id: str
    created: int
    model: str
    fingerprint: str


class Chunks:
    """The events of one stream. What they share is encoded once; ``usage`` is a key only for those who asked for it."""

    DONE = b"data: [DONE]\n\n"

    def __init__(self, heading: Heading, *, choices: int, include_usage: bool) -> None:
        shared = {
            "id": heading.id,
            "object": "chat.completion.chunk",
            "created": heading.created,
            "model": heading.model,
            "service_tier": "default",
            "system_fingerprint": heading.fingerprint,
        }
        self._prefix = b"data: " + compact_json.encode(shared)[:-1] + b',"choices":['
        self._suffix = b'],"usage":null}\n\n' if include_usage else b"]}\n\n"
        self._content_prefix = [self._prefix + b'{"index":%d,"delta":{"content":' % choice for choice in range(choices)]
        self._content_suffix = b'},"logprobs":null,"finish_reason":null}' + self._suffix

    def role(self, choice: int) -> bytes:
        """Return the event that begins a choice."""
        return self._choice(choice, {"role": "assistant", "content": "", "refusal": None}, None)

    def content(self, choice: int, piece: str) -> bytes:
        """Return the event for one piece of text."""
        return self._content_prefix[choice] + compact_json.encode(piece) + self._content_suffix

    def finish(self, choice: int, reason: FinishReason) -> bytes:
        """Return the event that ends a choice."""
        return self._choice(choice, {}, reason)

    def usage(self, usage: Usage) -> bytes:
        """Return the event that tells the tokens used."""
        return self._prefix + b'],"usage":' + compact_json.encode(usage.body()) + b"}\n\n"

    def _choice(self, choice: int, delta: dict[str, str | None], reason: FinishReason | None) -> bytes:
        body = {"index": choice, "delta": delta, "logprobs": None, "finish_reason": reason}
        return self._prefix + compact_json.encode(body) + self._suffix


def stream_frames(
    generations: Sequence[Generation], chunks: Chunks, *, pacing: Pacing, prompt: int | None
) -> Iterator[Frame]:
    """Yield the events of a stream, made as they are sent; the choices take turns.

    A finish is due as one more piece would be: a model has to think of stopping, too. ``prompt`` is the number of
    tokens in the prompt, for the usage that closes the stream; None where it was not asked for.
    """
    yield from (Frame(pacing.due(0), chunks.role(choice)) for choice in range(len(generations)))
    speaking = {choice: iter(generation) for choice, generation in enumerate(generations)}
    turn = 0
    while speaking:
        due = pacing.due(turn)
        for choice, pieces in tuple(speaking.items()):
            piece = next(pieces, None)
            if piece is None:
                del speaking[choice]
                yield Frame(due, chunks.finish(choice, generations[choice].finish_reason))
            else:
                yield Frame(due, chunks.content(choice, piece))
        turn += 1
    end = pacing.due(turn - 1)
    if prompt is not None:
        yield Frame(end, chunks.usage(Usage(prompt, sum(generation.count for generation in generations))))
    yield Frame(end, Chunks.DONE)


def completion_body(generations: Sequence[Generation], heading: Heading, *, prompt: int) -> dict[str, object]:
    """Return the body of an answer that is not streamed. It reads the generations to their end."""
    choices = []
    for choice, generation in enumerate(generations):
        message: dict[str, object] = {
            "role": "assistant",
            "content": "".join(generation),
            "refusal": None,
            "annotations": [],
        }
        choices.append(
            {"index": choice, "message": message, "logprobs": None, "finish_reason": generation.finish_reason}
        )
    return {
        "id": heading.id,
        "object": "chat.completion",
        "created": heading.created,
        "model": heading.model,
        "choices": choices,
        "usage": Usage(prompt, sum(generation.count for generation in generations)).body(),
        "service_tier": "default",
        "system_fingerprint": heading.fingerprint,
    }
