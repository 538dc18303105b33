"""Chunks whose last finish tells the usage, which every client gets, asked or not."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping

from fakes.model.openai.chunk_encoder import DONE, ChunkEncoder
from fakes.model.saying import FinishReason
from fakes.model.usage import Usage


class UsageInFinish(ChunkEncoder):
    """The events of one stream. A choice's end waits until it is known whether it is the last one."""

    def __init__(self, before: Mapping[str, object], after: Mapping[str, object], *, choices: int) -> None:
        super().__init__(before, after, choices=choices)
        self._ended: tuple[dict[str, object], ...] = ()

    def finish(self, choice: int, reason: FinishReason, stop: str | None) -> Iterable[bytes]:  # noqa: ARG002 - not told
        """Return the end of the choice that ended before this one."""
        before, self._ended = self._ended, (self.choice(choice, self.last_delta(choice), None, reason),)
        return [self.event([ended]) for ended in before]

    def end(self, usage: Usage) -> Iterable[bytes]:
        """Return the last choice's end with the usage, and the end of the stream."""
        return (self.event(self._ended, self.after_finish(usage)), DONE)

    @abstractmethod
    def after_finish(self, usage: Usage) -> dict[str, object]:
        """Return what stands behind the choices of the last chunk."""
        ...
