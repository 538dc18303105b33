"""Cross-origin requests: Starlette's middleware, with our words where it refuses."""

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from service.errors import PreflightRefused
from service.http.error_response import error_response


class Cors(CORSMiddleware):
    """Refuses a preflight with the one public error body; everything else is Starlette's."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return the answer to a preflight."""
        granted = super().preflight_response(request_headers)
        if granted.status_code < PreflightRefused.status:
            return granted
        refused = error_response(PreflightRefused(detail=bytes(granted.body).decode()))
        refused.headers["vary"] = granted.headers["vary"]
        return refused
