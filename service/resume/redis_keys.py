"""What is called what in Redis. The braces keep a chat's keys on one node of a cluster."""

from msgspec import Struct

from service.resume.chat_key import chat_key


class StreamKeys(Struct, frozen=True, kw_only=True):
    """The names of one recording.

    Attributes:
        current: holds the id of the chat's current recording.
        stream: holds the recording's bytes.
        recording: the recording's id.
    """

    current: str
    stream: str
    recording: str


class Namespace(Struct, frozen=True, kw_only=True):
    """All names of one application."""

    prefix: str

    @property
    def stops(self) -> str:
        """The stream in which every process reads which recordings are to be stopped."""
        return f"{self.prefix}:stops"

    def current(self, chat_id: str) -> str:
        """Return the key that holds the id of the chat's current recording."""
        return f"{self.prefix}:{{{chat_key(chat_id)}}}"

    def keys(self, chat_id: str, recording: str) -> StreamKeys:
        """Return the names of a recording."""
        current = self.current(chat_id)
        return StreamKeys(current=current, stream=f"{current}:{recording}", recording=recording)
