from service.model import AnswerStart, TextChunk, ToolCallChunk, UsageChunk
from service.providers.litellm_chunks import ParsedChunks
from service.usage import Usage

GENERIC = {"text": "", "is_finished": False, "finish_reason": "", "usage": None, "index": 0, "tool_use": None}


def test_an_older_parsers_dict_is_read_too() -> None:
    chunks = ParsedChunks()
    call = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}, "index": 0}
    assert chunks.read(GENERIC) == ()
    assert chunks.read({**GENERIC, "text": "Hi"}) == (TextChunk("Hi"),)
    assert chunks.read({**GENERIC, "tool_use": call}) == (ToolCallChunk(0, "a", "look", "{}"),)
    assert chunks.deltas.called
    assert (chunks.reason, chunks.counted) == (None, ())


def test_its_end_and_its_count_are_kept() -> None:
    chunks = ParsedChunks()
    usage = {"prompt_tokens": 31, "completion_tokens": 17, "total_tokens": 48}
    assert chunks.read({**GENERIC, "is_finished": True, "finish_reason": "length", "usage": usage}) == (AnswerStart(),)
    assert (chunks.reason, chunks.counted) == ("length", (UsageChunk(Usage(31, 17)),))
