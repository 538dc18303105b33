"""An error before the commit point: a real status, the code in a header, and the one public body."""

from starlette.responses import Response

from service import json_text
from service.errors import ServiceError


def error_body(error: ServiceError) -> bytes:
    """Return exactly ``{"success":false,"error":"<message>"}``."""
    return json_text.encode({"success": False, "error": error.message})


def error_response(error: ServiceError) -> Response:
    """Return the response for an error."""
    return Response(
        error_body(error),
        error.status,
        {
            "content-type": "application/json",
            "cache-control": "no-store",
            "x-error-code": error.code,
            **dict(error.headers),
        },
    )
