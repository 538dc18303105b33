"""The limit says the same as everybody else."""

import json

import pytest

from bench.peers.raw_aiohttp import part


@pytest.mark.parametrize(
    ("chunk", "bytes_"),
    [
        ({"choices": [{"delta": {"content": 'a "b"\n'}}]}, b'0:"a \\"b\\"\\n"\n'),
        ({"choices": [{"delta": {"role": "assistant", "content": ""}}]}, b""),
        ({"choices": [{"delta": {}, "finish_reason": "stop"}]}, b""),
        ({"choices": [], "usage": {}}, b""),
    ],
)
def test_only_text_becomes_a_part(chunk: object, bytes_: bytes) -> None:
    assert part(b"data: " + json.dumps(chunk).encode()) == bytes_


def test_the_end_is_no_part() -> None:
    assert part(b"data: [DONE]") == b""
