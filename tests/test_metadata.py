import json

import pytest

from service import json_text
from service.ids import Clock
from service.metadata import AnswerMetadata, MetadataOfAnswer, TokenCounts
from service.usage import Usage


def clock(*times: float) -> Clock:
    """Return a clock that tells these times, one after another."""
    told = iter(times)
    return lambda: next(told)


def test_before_the_first_word_the_model_is_known() -> None:
    assert json_text.encode(dict(MetadataOfAnswer("openai/gpt-4o", clock(0.0)).at_start())) == (
        b'{"model":"openai/gpt-4o"}'
    )


COUNTS: dict[str, tuple[Usage, dict[str, int]]] = {
    "both": (Usage(3, 4), {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7}),
    "nothing was said": (Usage(0, 0), {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}),
    "input": (Usage(3, None), {"inputTokens": 3}),
    "output": (Usage(None, 4), {"outputTokens": 4}),
    "nothing": (Usage(), {}),
}


@pytest.mark.parametrize(("usage", "counted"), COUNTS.values(), ids=COUNTS)
def test_what_the_provider_did_not_count_is_left_out(usage: Usage, counted: dict[str, int]) -> None:
    metadata = MetadataOfAnswer("m", clock(1.0, 1.25))
    metadata.begun()
    expected = {"usage": counted, "finishReason": "stop", "timeToFirstTokenMs": 250}
    assert json.dumps(metadata.at_end("stop", usage)) == json.dumps(expected)


def test_the_first_token_comes_once() -> None:
    metadata = MetadataOfAnswer("m", clock(1.0, 3.5, 9.0))
    metadata.begun()
    metadata.begun()
    assert metadata.at_end("stop", Usage())["timeToFirstTokenMs"] == 2500


def test_an_answer_that_never_began_took_no_time() -> None:
    assert MetadataOfAnswer("m", clock(1.0)).at_end("error", Usage())["timeToFirstTokenMs"] == 0


def test_the_types_name_what_is_told_in_its_order() -> None:
    metadata = MetadataOfAnswer("m", clock(1.0))
    end = metadata.at_end("stop", Usage(3, 4))
    assert [*metadata.at_start(), *sorted(end, key=list(end).index)] == list(AnswerMetadata.__annotations__)
    counted = end["usage"]
    assert isinstance(counted, dict)
    assert list(counted) == list(TokenCounts.__annotations__)
