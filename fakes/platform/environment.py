"""The environment that a runtime finds."""

import os
from collections.abc import Mapping

from fakes.platform.function import REGION, VERSION, Function

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_NOBODY = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_SESSION_TOKEN": "local"}


def environment(function: Function, *, runtime_api: str, log_stream: str) -> Mapping[str, str]:
    """Return the platform's own environment, the function's above it, and above both what Lambda reserves.

    Credentials, region and time zone are only set where nobody has set them.
    """
    given = {**os.environ, **function.environ}
    region = given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or REGION
    named = "AWS_PROFILE" in given or any(name in given for name in _CREDENTIALS)
    return {
        "TZ": ":UTC",
        **({} if named else _NOBODY),
        **given,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "_HANDLER": function.handler,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": VERSION,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LAMBDA_TASK_ROOT": str(function.root),
    }
