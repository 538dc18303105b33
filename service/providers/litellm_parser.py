"""A provider's chunks, looked at before litellm parses them: what it gets wrong can only be seen there."""

from collections.abc import Callable, Mapping
from typing import Any

from service.field import JSON
from service.providers.deltas import Deltas
from service.providers.lenient import object_of, objects_of
from service.providers.litellm_finish import meaning_of, word_in
from service.usage import FinishReason

_OBJECTS = frozenset({"candidates", "done"})


class Parser:
    """Stands in for the ``chunk_parser`` of one of litellm's streams.

    litellm is believed where it has none, or where no chunk was in a dialect that we know. ``calls_whole`` says that
    the provider sends a call's arguments whole, as an object.
    """

    def __init__(self, stream: Any) -> None:  # noqa: ANN401 - litellm's
        self.calls_whole = False
        self._word: str | None = None
        self._parse: Callable[..., Any] | None = getattr(stream, "chunk_parser", None)

    def __call__(self, chunk: Any) -> Any:  # noqa: ANN401 - litellm's
        """Return what litellm makes of a chunk.

        Raises:
            Exception: litellm can't read it, or it tells of an error.
        """
        assert self._parse is not None  # noqa: S101 - nobody else would call
        said = object_of(chunk)
        # Gemini's chunks have the one, Ollama's the other.
        self.calls_whole = self.calls_whole or not _OBJECTS.isdisjoint(said)
        word = word_in(said)
        if word is not None:
            self._word = word or self._word or ""
        _add_arguments(said)
        return self._parse(chunk)

    def finish_reason(self, litellms: str | None, deltas: Deltas) -> FinishReason | None:
        """Return why the model stopped; None if the provider did not say.

        Args:
            litellms: the reason by litellm's account; None for none.
            deltas: what is known of the answer.
        """
        word = litellms if self._word is None else self._word
        return meaning_of(word, called=deltas.called, refused=deltas.refused) if word else None


def _add_arguments(chunk: Mapping[str, JSON]) -> None:
    """Give each of Gemini's calls its arguments: it may leave out what is empty, and litellm fails then."""
    for candidate in objects_of(chunk.get("candidates")):
        for part in objects_of(object_of(candidate.get("content")).get("parts")):
            object_of(part.get("functionCall")).setdefault("args", {})
