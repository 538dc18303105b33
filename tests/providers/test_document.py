import math

import pytest

from service import upstream_errors
from service.providers.document import read_any_document, read_document

UNREADABLE = [b"", b"{", b"no", b"[]", b"5", b'"{}"', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("data", UNREADABLE, ids=lambda data: repr(data[:5]))
def test_what_is_no_object_is_refused_and_quoted(data: bytes) -> None:
    for read in (read_document, read_any_document):
        with pytest.raises(upstream_errors.UpstreamInvalid) as refusal:
            read(data)
        assert repr(data[:200]) in refusal.value.detail


def test_half_an_emoji_is_text() -> None:
    for read in (read_document, read_any_document):
        assert read(b'{"a":"\\ud83d"}') == {"a": "\ud83d"}


@pytest.mark.parametrize("number", [b"1e999", b"Infinity"])
def test_a_number_that_json_has_not_is_read_only_where_litellm_would(number: bytes) -> None:
    data = b'{"a":%b}' % number
    with pytest.raises(upstream_errors.UpstreamInvalid):
        read_document(data)
    assert read_any_document(data) == {"a": math.inf}
    with pytest.raises(upstream_errors.UpstreamInvalid):
        read_any_document(b"[%b]" % number)
