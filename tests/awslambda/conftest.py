"""What the tests of service/awslambda may ask for."""

from collections.abc import Iterator

import pytest

from service.awslambda import loop


@pytest.fixture
def the_loop() -> Iterator[None]:
    """Close the event loop of this process, which on Lambda lives as long as the process does."""
    yield
    while loop._runners:
        loop._runners.pop().close()
