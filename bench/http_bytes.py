"""HTTP as it travels: what the raw clients and the upstream send and look for."""

import json

LAST_CHUNK = b"0\r\n\r\n"
"""The end of an answer in chunks."""


def http_request(path: str, body: object) -> bytes:
    """Return a JSON request, on a connection that is kept."""
    data = json.dumps(body)
    return (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer bench\r\naccept: */*\r\n"
        f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n{data}"
    ).encode()


def chunk(data: bytes) -> bytes:
    """Return data as one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)
