"""Scripts held against OpenAI's chat completions stream: what the API itself would not have sent.

https://platform.openai.com/docs/api-reference/chat-streaming; openai-python's ``ChatCompletionChunk``. Scripts break
the rules on purpose at times, so that this is looked at only where somebody wants to know.
"""

import json
import re
from collections.abc import Iterator

from fakes.model.script import Response, Script

_OK = 200
_END = re.compile(r"\r\n\r\n|\n\n|\r\r")
# Not str.splitlines: JSON may hold the line ends of Unicode.
_LINE_END = re.compile(r"\r\n|\n|\r")


def unlikely_chunks(script: Script) -> Iterator[tuple[str, str]]:
    """Yield the place of everything that OpenAI's API would not have sent, and what is wrong with it."""
    for number, (expected, response) in enumerate(script.exchanges):
        streamed = any(
            name.lower() == "content-type" and value.startswith("text/event-stream") for name, value in response.headers
        )
        if response.status == _OK and streamed and expected.path.partition("?")[0].endswith("/chat/completions"):
            for complaint in _Stream().complaints(response):
                yield f"exchanges[{number}].respond.frames", complaint


class _Stream:
    """One stream, while it is read."""

    def __init__(self) -> None:
        self._id: object = None
        self._begun: set[int] = set()
        self._finished: set[int] = set()
        self._failed = False
        self._done = False

    def complaints(self, response: Response) -> Iterator[str]:
        data = b"".join(frame for frame in response.frames if isinstance(frame, bytes))
        for number, event in enumerate(_END.split(data.decode(errors="replace").removeprefix("\ufeff"))):
            lines = [line[5:].removeprefix(" ") for line in _LINE_END.split(event) if line.startswith("data:")]
            if lines:
                yield from (f"event {number}: {complaint}" for complaint in self._event("\n".join(lines)))
        # A connection that broke can have broken anywhere.
        if response.then == "close" and not self._failed:
            yield from self._end()

    def _event(self, data: str) -> Iterator[str]:
        if self._done:
            yield "comes behind [DONE]"
        if data == "[DONE]":
            self._done = True
            return
        try:
            chunk = json.loads(data)
        except ValueError:
            yield "is not JSON"
            return
        if not isinstance(chunk, dict):
            yield "is no object"
        elif "error" in chunk:
            self._failed = True
        else:
            yield from self._chunk(chunk)

    def _chunk(self, chunk: dict[str, object]) -> Iterator[str]:
        if chunk.get("object") != "chat.completion.chunk":
            yield "has not the object 'chat.completion.chunk'"
        if self._id not in (None, chunk.get("id")):
            yield "has another id than the chunks before it"
        self._id = chunk.get("id")
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            yield "has no 'choices'"
            return
        if choices and chunk.get("usage") is not None:
            yield "has usage beside choices"
        for choice in choices:
            if isinstance(choice, dict):
                yield from self._choice(choice)
            else:
                yield "has a choice that is no object"

    def _choice(self, choice: dict[str, object]) -> Iterator[str]:
        index, delta = choice.get("index"), choice.get("delta")
        if not isinstance(index, int) or not isinstance(delta, dict):
            yield "has a choice without index and delta"
            return
        if index in self._finished:
            yield f"goes on with choice {index}, which has finished"
        if index not in self._begun and "role" not in delta:
            yield f"begins choice {index} without a role"
        self._begun.add(index)
        if choice.get("finish_reason"):
            self._finished.add(index)

    def _end(self) -> Iterator[str]:
        if not self._begun:
            yield "there is no choice"
        for index in sorted(self._begun - self._finished):
            yield f"choice {index} has no finish_reason at its end"
        if not self._done:
            yield "there is no [DONE] at the end"
