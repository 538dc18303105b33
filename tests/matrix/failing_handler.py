"""A function that fails before its first byte, saying which awslambdaric it ran under."""

import sys

from service.awslambda import Context, ResponseStream, streamify_response


@streamify_response
def handler(event: object, stream: ResponseStream, context: Context) -> None:
    raise LookupError(sys.modules["awslambdaric"].__file__)
