"""What a dialect must know: how to read a request of its API, and how to say an answer in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, runtime_checkable

from fakes.model.api_error import ApiError
from fakes.model.identity import Identity
from fakes.model.prompt import Prompt
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage

if TYPE_CHECKING:
    from fakes.model.api_call import ApiCall

PartKind = Literal["text", "reasoning", "redacted", "call", "refusal", "source", "file"]


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """One part of an answer, as it is said.

    ``index`` counts all parts of the choice from 0, ``call_index`` its calls. ``id`` and ``name`` are a call's;
    ``signature`` is a reasoning's, never empty; ``data`` is a redacted reasoning's, or the address of a source or a
    file; the source's title is its ``name``.
    """

    kind: PartKind
    index: int
    call_index: int = 0
    id: str = ""
    name: str = ""
    signature: str = ""
    data: str = ""


class Logprob(NamedTuple):
    """How likely a token was, as a natural logarithm, and what else was likely at its place, most likely first."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One choice, when it has been said: each part with its whole text (a call's are its arguments), and its end."""

    parts: Sequence[tuple[SpokenPart, str]]
    finish: FinishReason
    logprobs: Sequence[Logprob] | None = None
    stop: str | None = None

    def text(self, kind: PartKind) -> str:
        """Return the texts of all parts of a kind, joined."""
        return "".join(text for part, text in self.parts if part.kind == kind)

    @property
    def calls(self) -> tuple[tuple[SpokenPart, str], ...]:
        """The calls and their arguments."""
        return tuple((part, text) for part, text in self.parts if part.kind == "call")


@dataclass(frozen=True, slots=True)
class Heading:
    """What an answer begins with: the model as it was asked for, the time, and names that follow from the request."""

    request: Request
    model: str
    identity: Identity
    prompt_tokens: int

    @property
    def created(self) -> int:
        """When the answer was made, in whole seconds of the Unix epoch."""
        return self.identity.created

    @property
    def fingerprint(self) -> str:
        """The name of the system that answers."""
        return self.identity.fingerprint

    def id(self, prefix: str, *material: str, length: int = 29) -> str:
        """Return an id: ``prefix`` and ``length`` hex digits that follow from the request and ``material``."""
        return self.identity.id(prefix, self.request, *material, length=length)


class StreamEncoder(Protocol):
    """Says an answer piece by piece. Every method returns whole events, in their order; there may be none.

    A choice's parts come one after the other: ``open_part``, then ``say`` once a token, then ``close_part``.
    """

    def begin(self) -> Iterable[bytes]:
        """Return what is said before anything is."""
        ...

    def open_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return what begins a part."""
        ...

    def say(self, choice: int, part: SpokenPart, piece: str, logprob: Logprob | None) -> Iterable[bytes]:
        """Return what says one token of a part."""
        ...

    def close_part(self, choice: int, part: SpokenPart) -> Iterable[bytes]:
        """Return what ends a part."""
        ...

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:
        """Return what ends a choice; ``stop`` is the stop text that ended it, if one did."""
        ...

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return what ends the answer."""
        ...


@runtime_checkable
class BulkEncoder(Protocol):
    """An encoder that is quicker with many tokens of text at once."""

    def say_all(self, choice: int, part: SpokenPart, pieces: Sequence[str]) -> bytes:
        """Return what ``say`` would return for every token, joined: one event a token, no probabilities."""
        ...


@runtime_checkable
class Repetitive(Protocol):
    """A dialect whose answers do nothing but say what follows from a request: they may be given again as they are."""

    def material(self, request: Request) -> bytes:
        """Return all of a request that an answer follows from."""
        ...


@runtime_checkable
class Pinging(Protocol):
    """A dialect that has an event of its own for a stream in which nothing is said yet."""

    @property
    def ping(self) -> bytes:
        """That event."""
        ...


@runtime_checkable
class PatientEncoder(Protocol):
    """An encoder that keeps its client waiting with a word, before anything is said."""

    def wait(self) -> bytes:
        """Return that word, which is no event."""
        ...


@runtime_checkable
class ErrorInAnswer(Protocol):
    """A dialect whose errors inside a stream belong to the answer that they end."""

    def answer_error(self, error: ApiError, event: bytes) -> bytes:
        """Return the event that says, behind ``event``, that the stream has failed."""
        ...


class Asking(Protocol):
    """One request, understood, and what its dialect needs to answer it."""

    @property
    def prompt(self) -> Prompt:
        """What is asked."""
        ...

    def encoder(self, heading: Heading) -> StreamEncoder:
        """Return what says the answer piece by piece."""
        ...

    def body(self, heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
        """Return the answer that is not streamed, as JSON."""
        ...


class Dialect(Protocol):
    """One provider's API."""

    @property
    def name(self) -> str:
        """What it is called: ``openai``, ``anthropic``."""
        ...

    @property
    def stream_type(self) -> str:
        """The content type of a streamed answer."""
        ...

    def read(self, call: "ApiCall") -> Asking:
        """Read a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        ...

    def refusal(self, error: ApiError, request_id: str) -> Reply:
        """Return an error in this API's own shape."""
        ...

    def stream_error(self, error: ApiError) -> bytes:
        """Return an event that says, inside a stream, that it has failed."""
        ...

    def signature(self, request_id: str, first_ms: float) -> tuple[tuple[str, str], ...]:
        """Return the headers that this API adds to every answer."""
        ...
