from collections.abc import Sequence

import pytest

from service.model import AnswerStart, FinishChunk, ModelChunk, TextChunk, TextRun
from service.providers.said import Said

STOP = FinishChunk("stop")

TABLE: dict[str, tuple[Sequence[ModelChunk | tuple[str, ...]], Sequence[ModelChunk]]] = {
    "nothing": ([], []),
    "one text stays a chunk": ([TextChunk("a")], [TextChunk("a")]),
    "texts in a row are a run": ([TextChunk("a"), ("b", "c"), TextChunk("d")], [TextRun(("a", "b", "c", "d"))]),
    "what stands between parts them": (
        [TextChunk("a"), TextChunk("b"), STOP, TextChunk("c")],
        [TextRun(("a", "b")), STOP, TextChunk("c")],
    ),
    "no text of a run is empty": ([("", "a", "", "b", "")], [TextRun(("a", "b"))]),
    "what is left of a run may be one text": ([("", "a", "")], [TextChunk("a")]),
    "empty texts are a sign of life": ([("", "")], [AnswerStart()]),
}


@pytest.mark.parametrize(("added", "whole"), TABLE.values(), ids=TABLE)
def test_texts_that_follow_each_other_are_told_together(
    added: Sequence[ModelChunk | tuple[str, ...]], whole: Sequence[ModelChunk]
) -> None:
    said = Said()
    for one in added:
        if isinstance(one, tuple):
            said.add_texts(one)
        else:
            said.add(one)
    assert said.whole() == tuple(whole)
