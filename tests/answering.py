"""An answer under way, in tests."""

from collections.abc import Sequence

from service.answer import Answer
from service.events import Failure
from service.model import FinishChunk, ModelChunk, ToolCallChunk
from service.upstream_errors import UpstreamReset
from service.usage import Usage

STOP = FinishChunk("stop")
USAGE = Usage(3, 4)
RESET = UpstreamReset(detail="sk-secret")
FAILED = Failure("upstream_reset", UpstreamReset.sentence)
CALL = ToolCallChunk(0, "c", "f", '{"a"')


def opened() -> Answer:
    """Return an answer whose first step is open."""
    answer = Answer("msg-1")
    answer.begin()
    answer.open(keeps=False)
    return answer


def after(chunks: Sequence[ModelChunk]) -> Answer:
    """Return an answer whose first step has said this."""
    answer = opened()
    answer.take(chunks)
    return answer
