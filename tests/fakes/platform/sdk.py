"""AWS's own client, talking to a platform."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import boto3
from botocore.config import Config

from fakes.platform import Platform
from tests.fakes.platform.asking import PATIENCE


class LambdaClient(Protocol):
    """What boto3 makes of the service's description."""

    def invoke(self, **given: object) -> dict[str, Any]: ...

    def invoke_with_response_stream(self, **given: object) -> dict[str, Any]: ...


@contextmanager
def sdk(platform: Platform) -> Iterator[LambdaClient]:
    """A client that asks once and tells what it got."""
    client = boto3.client(
        "lambda",
        endpoint_url=platform.url,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - nobody checks it
        config=Config(retries={"total_max_attempts": 1}, read_timeout=PATIENCE, proxies={}),
    )
    try:
        yield client
    finally:
        client.close()
