"""A provider's chunks, looked at before litellm parses them: what it gets wrong can only be seen there."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from service.field import JSON
from service.providers.lenient import object_of, objects_of
from service.providers.litellm_finish import meaning_of, word_in
from service.providers.response_lines import ResponseLines, response_beneath
from service.usage import FinishReason

_OBJECTS = frozenset({"candidates", "done"})


class Parser:
    """Stands in for the parser beneath one of litellm's stream wrappers.

    litellm is believed where it has none, or where no chunk was in a dialect that we know. ``calls_whole`` says that
    the provider sends a call's arguments whole, as an object.
    """

    def __init__(self, wrapper: Any) -> None:  # noqa: ANN401 - a CustomStreamWrapper
        self.calls_whole = False
        self._wrapper = wrapper
        self._word: str | None = None
        self._make_call = wrapper.make_call
        if self._make_call is None:
            self._replace(wrapper.completion_stream)
        else:
            # Gemini is asked when the wrapper is first read.
            wrapper.make_call = self._call

    def finish_reason(self, *, called: bool) -> FinishReason | None:
        """Return why the model stopped; None if the provider did not say.

        Args:
            called: whether the answer calls tools.
        """
        word: str | None = self._wrapper.received_finish_reason if self._word is None else self._word
        return meaning_of(word, called=called) if word else None

    async def _call(self, **arguments: Any) -> Any:  # noqa: ANN401 - litellm's
        stream = await self._make_call(**arguments)
        self._replace(stream)
        return stream

    def _replace(self, stream: Any) -> None:  # noqa: ANN401 - litellm's
        if hasattr(stream, "chunk_parser"):
            stream.chunk_parser = partial(self._parse, stream.chunk_parser)
        if response := response_beneath(getattr(stream, "streaming_response", None)):
            stream.streaming_response = ResponseLines(response)

    def _parse(self, parse: Callable[[Any], Any], chunk: Any) -> Any:  # noqa: ANN401 - litellm's
        said = object_of(chunk)
        # Gemini's chunks have the one, Ollama's the other.
        self.calls_whole = self.calls_whole or not _OBJECTS.isdisjoint(said)
        word = word_in(said)
        if word is not None:
            self._word = word or self._word or ""
        _add_arguments(said)
        return parse(chunk)


def _add_arguments(chunk: Mapping[str, JSON]) -> None:
    """Give each of Gemini's calls its arguments: it may leave out what is empty, and litellm fails then."""
    for candidate in objects_of(chunk.get("candidates")):
        for part in objects_of(object_of(candidate.get("content")).get("parts")):
            object_of(part.get("functionCall")).setdefault("args", {})
