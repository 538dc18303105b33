"""The page's files: Starlette's StaticFiles, with what a browser is to be told of each."""

import os
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
    )
)
"""What web/isolation.ts writes into the page that asks its own service, and who may frame it, which no page can say."""

_ALWAYS = {"content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_INDEX = "index.html"
_HASHED = "assets"
"""The folder whose files have their content's hash in their names."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What a browser takes a file for, which it may not guess itself; what Python says depends on the machine."""


class PageFiles(StaticFiles):
    """Files of one folder, and none from outside it.

    Only names with a hash are kept by browsers: what else there is must be true at once when the image is another, and
    there its validators say nothing, because every file of an image has the same date.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self._hashed = folder.resolve() / _HASHED

    def get_path(self, scope: Scope) -> str:
        """Return the file that the route names; the folder itself is its page."""
        named: str = scope["path_params"]["file"]
        return named or _INDEX

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path)
        kept = "public, max-age=31536000, immutable" if path.parent == self._hashed else "no-store"
        response.headers.update({**_ALWAYS, "cache-control": kept})
        if isinstance(response, FileResponse) and (known := _TYPES.get(path.suffix)):
            response.headers["content-type"] = known
        return response
