"""One stream being produced, whether or not its client is still there."""

import logging
from collections.abc import AsyncGenerator, Callable

import anyio

from service.resume.backlog import Backlog
from service.resume.store import Recording

_logger = logging.getLogger("tokenwire.resume")

_CLEANING = 5.0
"""Seconds that closing a source may take."""

Source = AsyncGenerator[bytes, None]
LastWord = Callable[[Exception | None], bytes]
"""What a stream says when its source did not come to its end: because of an error, or on purpose (None)."""


class Production:
    """Takes from the source, gives to the recording and to the backlog.

    Args:
        source: the encoded stream; closed in any case.
        recording: closed in any case.
        backlog: what the client takes from.
        last_word: asked exactly once if the source did not come to its end.
    """

    def __init__(self, source: Source, recording: Recording, backlog: Backlog, last_word: LastWord) -> None:
        self.over = anyio.Event()
        self._ending = anyio.Event()
        self._source = source
        self._recording = recording
        self._backlog = backlog
        self._last_word = last_word

    def end(self) -> None:
        """End the stream on purpose."""
        self._ending.set()

    async def run(self) -> None:
        """Produce until the source ends, breaks, or is to be stopped; raises nothing."""
        whole, failure = False, None
        try:
            async with anyio.create_task_group() as tasks:
                for signals in self._ends():
                    tasks.start_soon(_cancel_after, tasks.cancel_scope, signals)
                try:
                    await self._pass_on()
                    whole = True
                except Exception as error:  # noqa: BLE001 - told to whoever still listens
                    failure = error
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await self._finish(failure, whole=whole)

    def _ends(self) -> "tuple[tuple[anyio.Event, ...], ...]":
        # A stream that is neither recorded nor read is nobody's.
        return (self._ending,), (self._recording.stopped,), (self._recording.lost, self._backlog.left)

    async def _pass_on(self) -> None:
        try:
            async for piece in self._source:
                self._recording.append(piece)
                await self._backlog.put(piece)
        finally:
            with anyio.move_on_after(_CLEANING, shield=True):
                await self._source.aclose()

    async def _finish(self, failure: Exception | None, *, whole: bool) -> None:
        try:
            if not whole:
                self._say_last(failure)
        except Exception:
            # A defect here may not end the other productions.
            _logger.exception("a stream could not be ended")
        finally:
            # The client does not wait for the store.
            self._backlog.end()
            await self._recording.close()
            self.over.set()

    def _say_last(self, failure: Exception | None) -> None:
        if failure is not None and not self._backlog.begun:
            # The client has seen nothing: its status line is still to be chosen, by whoever gets the error.
            self._backlog.end(failure)
        word = self._last_word(failure)
        self._recording.append(word)
        # Behind an end nothing is added.
        self._backlog.add(word)


async def _cancel_after(scope: "anyio.CancelScope", signals: "tuple[anyio.Event, ...]") -> None:
    for signal in signals:
        await signal.wait()
    scope.cancel()
