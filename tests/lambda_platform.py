"""A local Lambda that really runs, in a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fakes.platform import Function, Platform


@contextmanager
def platform_running(function: Function, **options: Any) -> Iterator[Platform]:  # noqa: ANN401 - Platform's
    """Serve the function on a free loopback port; nothing of it is left afterwards."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    platform = Platform(function, **options)
    try:
        asyncio.run_coroutine_threadsafe(platform.start(), loop).result()
        try:
            yield platform
        finally:
            asyncio.run_coroutine_threadsafe(platform.stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
