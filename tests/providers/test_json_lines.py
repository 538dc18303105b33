import pytest

from service.providers.event_stream import MAX_EVENT_BYTES, EventTooLarge
from service.providers.json_lines import JSONLines

READS = {
    "nothing": ([b""], []),
    "two lines in one read": ([b"{}\n[]\n"], [b"{}", b"[]"]),
    "a line in three reads": ([b'{"a"', b":", b"1}\n"], [b'{"a":1}']),
    "CR and LF": ([b"{}\r\n", b"[]\r", b"\n"], [b"{}", b"[]"]),
    "empty lines": ([b"\n\n{}\n \n\n"], [b"{}"]),
    "a line without its end": ([b"{}\n[]"], [b"{}"]),
    "what Python takes for line ends": (["\x85\u2028\n".encode()], ["\x85\u2028".encode()]),
}


@pytest.mark.parametrize(("reads", "lines"), READS.values(), ids=READS)
def test_a_line_ends_with_a_line_feed(reads: list[bytes], lines: list[bytes]) -> None:
    framing = JSONLines()
    assert [line for read in reads for line in framing.feed(read)] == lines


def test_an_endless_line_is_refused() -> None:
    framing = JSONLines()
    assert framing.feed(b"x" * MAX_EVENT_BYTES) == []
    with pytest.raises(EventTooLarge):
        framing.feed(b"x")
