import pytest

from service.field import JSON
from service.model import SourceChunk
from service.providers.sources import MAX_SOURCES, Sources

A, B = SourceChunk("https://a.test", "A"), SourceChunk("https://b.test")


def cited(**citation: JSON) -> JSON:
    return {"type": "url_citation", "url_citation": citation}


IN_DELTA: dict[str, tuple[dict[str, JSON], list[SourceChunk]]] = {
    "OpenAI": (
        {"annotations": [cited(url="https://a.test", title="A", start_index=0), cited(url="https://b.test")]},
        [A, B],
    ),
    "flat": ({"annotations": [{"type": "url_citation", "url": "https://a.test", "title": "A"}]}, [A]),
    "twice": ({"annotations": [cited(url="https://b.test"), cited(url="https://b.test", title="again")]}, [B]),
    "an empty title": ({"annotations": [cited(url="https://b.test", title="")]}, [B]),
    "a title of another type": ({"annotations": [cited(url="https://b.test", title=1)]}, [B]),
    "no address": ({"annotations": [cited(title="A"), {"type": "url_citation"}]}, []),
    "an address of another type": ({"annotations": [cited(url=["https://a.test"])]}, []),
    "a file": ({"annotations": [{"type": "file_citation", "url": "https://a.test"}, 1]}, []),
    "no array": ({"annotations": "https://a.test"}, []),
    "a script": (
        {"annotations": [cited(url="javascript:alert(1)"), cited(url="data:,x"), cited(url=" https://x")]},
        [],
    ),
    "lone surrogates": (
        {"annotations": [cited(url="HTTP://a.test/\ud83d", title="\ud83d")]},
        [SourceChunk("HTTP://a.test/\ufffd", "\ufffd")],
    ),
    "Anthropic through litellm": (
        {
            "provider_specific_fields": {
                "citation": {"type": "web_search_result_location", "url": "https://a.test", "title": "A"}
            }
        },
        [A],
    ),
    "Anthropic's of a document": (
        {"provider_specific_fields": {"citation": {"type": "page_location", "document_title": "D"}}},
        [],
    ),
    "other fields": ({"provider_specific_fields": {"thought_signatures": ["s"]}}, []),
    "fields of another type": ({"provider_specific_fields": [1]}, []),
    "nothing": ({"content": "Hi"}, []),
}

GROUNDED: JSON = [
    {"web": {"uri": "https://a.test", "title": "A"}},
    {"retrievedContext": {"uri": "https://b.test"}},
    {"maps": {"uri": "https://c.test", "title": "C"}},
    {"from_the_future": {"uri": "https://d.test"}},
    1,
]
IN_CHUNK: dict[str, tuple[dict[str, JSON], list[SourceChunk]]] = {
    "Gemini": (
        {"vertex_ai_grounding_metadata": [{"webSearchQueries": ["q"], "groundingChunks": GROUNDED}]},
        [A, B, SourceChunk("https://c.test", "C")],
    ),
    "Gemini, nothing": ({"vertex_ai_grounding_metadata": []}, []),
    "Gemini, searched in vain": ({"vertex_ai_grounding_metadata": [{"webSearchQueries": ["q"]}]}, []),
    "Perplexity": (
        {
            "citations": ["https://a.test", "https://b.test", 1],
            "search_results": [{"title": "A", "url": "https://a.test", "date": None}],
        },
        [A, B],
    ),
    "of other types": ({"citations": "https://a.test", "search_results": {"url": "https://a.test"}}, []),
    "nothing": ({"choices": []}, []),
}


@pytest.mark.parametrize(("delta", "found"), IN_DELTA.values(), ids=IN_DELTA)
def test_pages_are_found_in_a_delta(delta: dict[str, JSON], found: list[SourceChunk]) -> None:
    assert list(Sources().in_delta(delta)) == found


@pytest.mark.parametrize(("chunk", "found"), IN_CHUNK.values(), ids=IN_CHUNK)
def test_pages_are_found_beside_the_choices(chunk: dict[str, JSON], found: list[SourceChunk]) -> None:
    assert list(Sources().in_chunk(chunk)) == found


def test_a_page_is_told_once_wherever_it_stands() -> None:
    sources = Sources()
    assert list(sources.in_delta({"annotations": [cited(url="https://a.test", title="A")]})) == [A]
    assert list(sources.in_chunk({"citations": ["https://a.test", "https://b.test"]})) == [B]
    assert list(sources.in_chunk({"citations": ["https://a.test", "https://b.test"]})) == []


def test_pages_without_end_do_not_fill_the_memory() -> None:
    sources = Sources()
    told = [list(sources.in_chunk({"citations": [f"https://{number}.test"]})) for number in range(MAX_SOURCES + 5)]
    assert [len(found) for found in told] == [1] * MAX_SOURCES + [0] * 5
