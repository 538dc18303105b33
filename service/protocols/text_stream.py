"""The text stream, which every ai reads when told to: the answer's text and nothing else.

Source: ``toTextStreamResponse`` of ai 4.3.19 to 7.0.173. It has no word for an error, so a failure after the first
token can only break the connection: an end in good order would pass for a whole answer.
"""

from collections.abc import Iterable
from typing import Final

from service.events import Abort, Event, Failure, MessageEnd, TextDelta, TextDeltas
from service.protocols.protocol import NO_BUFFERING, Unspeakable
from service.well_formed import well_formed

HEADERS: Final = (("content-type", "text/plain; charset=utf-8"), *NO_BUFFERING)


class TextStream:
    """The encoder of one stream; it holds back half a character until the other half comes."""

    headers: Final = HEADERS

    def __init__(self) -> None:
        self._held = ""

    def encode(self, events: Iterable[Event]) -> bytes:
        """Return the text of these events.

        Raises:
            Unspeakable: the answer failed.
        """
        text, ended = self._held, False
        for event in events:
            if isinstance(event, TextDelta):
                text += event.text
            elif isinstance(event, TextDeltas):
                text += "".join(event.texts)
            elif isinstance(event, Failure):
                raise Unspeakable(event.code)
            elif isinstance(event, MessageEnd | Abort):
                ended = True
        # A high surrogate at the end waits for its low one, while one may come.
        self._held = text[-1:] if not ended and "\ud800" <= text[-1:] <= "\udbff" else ""
        whole = text[: len(text) - len(self._held)]
        return well_formed(whole).encode()
