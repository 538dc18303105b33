"""An answer -> the lines of a streamed one."""

from collections.abc import Iterable

from fakes.model import compact_json
from fakes.model.dialect import Heading, Logprob, SpokenPart
from fakes.model.ollama.answer import ending_body, heading_body, logprobs_body, read_call
from fakes.model.ollama.shape import Shape
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class OllamaEncoder:
    """The lines of one stream. There is one choice; its end and the usage share the last line."""

    def __init__(self, heading: Heading, shape: Shape) -> None:
        self._heading = heading_body(heading)
        self._shape = shape
        self._arguments = ""
        self._stray: list[str] = []
        self._reason: FinishReason = "stop"

    def begin(self) -> Iterable[bytes]:
        """Return nothing: the first line already says something."""
        return ()

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - parts begin without a word
        """Return nothing; a call's arguments are collected from here on."""
        self._arguments = ""
        return ()

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:  # noqa: ARG002 - there is one choice
        """Return the line for one token; none for a call's."""
        if part.kind == "call":
            self._arguments += piece
            return ()
        if part.kind == "reasoning":
            return (self._line(self._shape.said("", piece)),)
        more = {} if logprob is None else {"logprobs": logprobs_body((logprob,))}
        return (self._line({**self._shape.said(piece), "done": False, **more}),)

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:  # noqa: ARG002 - there is one choice
        """Return a call, whole; nothing for other parts."""
        if part.kind != "call":
            return ()
        call = read_call(part.name, self._arguments)
        if call is None:
            self._stray.append(self._arguments)
            return ()
        return (self._line(self._shape.said("", calls=(call,))),)

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return what was meant as a call and is none; the end of the choice comes with the usage."""
        self._reason = reason
        stray = () if reason == "length" else self._stray
        return tuple(self._line(self._shape.said(arguments)) for arguments in stray)

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the last line."""
        return (self._line({**self._shape.said(""), **ending_body(self._shape, self._reason, usage)}),)

    def _line(self, body: dict[str, object]) -> bytes:
        return compact_json.encode({**self._heading, "done": False, **body}) + b"\n"
