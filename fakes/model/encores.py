"""Answers that were given, kept as frames: asked the same, this model says the same, and need not think again."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import replace

from fakes.model.reply import Frame, Reply

KEPT_ANSWERS = 32
"""How many answers are kept; beyond that the one goes that was not asked for the longest."""

KEPT_BYTES = 64 * 1024
"""The longest answer that is kept, in bytes."""

_KEPT_FRAMES = 1024


class Encores:
    """The answers of one session: the last one to each question.

    ``question`` and ``manner`` together must hold everything that an answer depends on. A manner is compared, and need
    not be hashable: that of the next time is mostly the same object.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, Reply]] = OrderedDict()

    def given(self, question: Hashable, manner: object) -> Reply | None:
        """Return the answer that was kept; None where there is none."""
        kept = self._kept.get(question)
        if kept is None or kept[0] != manner:
            return None
        self._kept.move_to_end(question)
        return kept[1]

    def keep(self, question: Hashable, manner: object, reply: Reply) -> Reply:
        """Return an answer that will be kept when all of its frames have been taken."""
        return replace(reply, body=replace(reply.body, frames=self._noted(question, manner, reply)))

    def _noted(self, question: Hashable, manner: object, reply: Reply) -> Iterator[Frame]:
        noted: list[Frame] = []
        size = 0
        for frame in reply.body.frames:
            yield frame
            size += len(frame.data)
            if size <= KEPT_BYTES and len(noted) < _KEPT_FRAMES:
                noted.append(frame)
            else:
                noted.clear()
                size = KEPT_BYTES + 1
        # Only what was said to its end is an answer.
        if noted:
            self._kept[question] = manner, replace(reply, body=replace(reply.body, frames=tuple(noted)))
            self._kept.move_to_end(question)
            if len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
