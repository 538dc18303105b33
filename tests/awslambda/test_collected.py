import asyncio

import anyio
import pytest

from service.awslambda import HttpResponseStream, ResponseStream, ResponseTooLarge
from service.awslambda.collected import LARGEST, CollectedResponse


@pytest.mark.anyio
async def test_everything_is_kept() -> None:
    collected = CollectedResponse()
    stream = HttpResponseStream.from_(ResponseStream(collected), {"statusCode": 201})
    stream.write("a")
    await stream.write_async(b"b")
    stream.end({"c": 1})
    assert collected.prelude is not None
    assert (collected.prelude.status, collected.body) == (201, b'ab{"c":1}')


def test_a_failure_is_left_to_whoever_called() -> None:
    collected = CollectedResponse()
    stream = ResponseStream(collected)
    stream.write("a")
    stream.fail("ValueError", "{}")
    assert (collected.body, collected.content_type) == (b"a", "application/octet-stream")


def test_more_than_lambda_takes_is_refused() -> None:
    stream = ResponseStream(CollectedResponse())
    stream.write(bytes(LARGEST))
    with pytest.raises(ResponseTooLarge):
        stream.write("a")


@pytest.mark.anyio
async def test_who_called_waits_so_it_is_never_closed() -> None:
    task = asyncio.ensure_future(CollectedResponse().wait_closed())
    await anyio.wait_all_tasks_blocked()
    assert not task.done()
    task.cancel()
