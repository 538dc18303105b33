import anyio
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from service.errors import BodyTimeout, BodyTooLarge, UnsupportedContentType
from service.http.body import BodyLimits, read_body
from tests.asgi import JSON_TYPE, scope_of

pytestmark = pytest.mark.anyio


Headers = list[tuple[bytes, bytes]]


async def read(parts: list[bytes], limit: int = 10, headers: Headers | None = None, *, leaves: bool = False) -> bytes:
    messages: list[Message] = [
        {"type": "http.request", "body": part, "more_body": index < len(parts) - 1} for index, part in enumerate(parts)
    ]
    if leaves:
        messages[-1] = {"type": "http.disconnect"}

    async def receive() -> Message:
        return messages.pop(0)

    limits = BodyLimits(size=limit, seconds=5.0)
    return await read_body(scope_of("POST", "/", [JSON_TYPE] if headers is None else headers), receive, limits)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; version=1; charset=utf8; x=y",
        "application/vnd.api+json",
    ],
)
async def test_json_in_utf8_is_read(content_type: str) -> None:
    assert await read([b"{}"], headers=[(b"content-type", content_type.encode())]) == b"{}"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "text/json",
        "application/json; charset=utf-16",
        "json",
        "image/svg+json",
    ],
)
async def test_anything_else_is_refused(content_type: str | None) -> None:
    headers = [] if content_type is None else [(b"content-type", content_type.encode())]
    with pytest.raises(UnsupportedContentType):
        await read([b"{}"], headers=headers)


@pytest.mark.parametrize("parts", [[b"0123456789"], [b"01234", b"", b"56789"], [b""]], ids=["whole", "parts", "empty"])
async def test_a_body_up_to_the_limit_is_read_whole(parts: list[bytes]) -> None:
    assert await read(parts) == b"".join(parts)


@pytest.mark.parametrize("parts", [[b"0123456789A"], [b"01234", b"56789", b"A"]], ids=["whole", "parts"])
async def test_a_byte_more_is_too_much(parts: list[bytes]) -> None:
    with pytest.raises(BodyTooLarge):
        await read(parts)


async def test_a_body_announced_as_too_long_is_not_read_at_all() -> None:
    with pytest.raises(BodyTooLarge):
        await read([], headers=[JSON_TYPE, (b"content-length", b"11")])


async def test_nonsense_announced_is_found_out_by_reading() -> None:
    assert await read([b"{}"], headers=[JSON_TYPE, (b"content-length", b"many")]) == b"{}"


async def test_a_client_that_leaves_in_between_is_no_body() -> None:
    with pytest.raises(ClientDisconnect):
        await read([b"{", b"}"], leaves=True)


async def test_a_client_that_never_finishes_is_not_waited_for_for_ever() -> None:
    async def receive() -> Message:
        await anyio.sleep_forever()
        return {}

    limits = BodyLimits(size=10, seconds=0.02)
    with anyio.fail_after(5), pytest.raises(BodyTimeout):
        await read_body(scope_of("POST", "/", [JSON_TYPE]), receive, limits)
