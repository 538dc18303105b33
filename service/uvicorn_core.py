"""uvicorn's server without its command line.

The package imports its command line first of all, with click, a reloader and a supervisor of processes: a tenth of the
time to a first token, and nobody here asks for them. Whoever does (``uvicorn.run``) gets them then.
"""

import importlib
import sys
from types import ModuleType
from typing import Any

_COMMAND_LINE = "uvicorn.main"


class _Unread(ModuleType):
    """Stands for the module while the package is imported."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "Server":
            return importlib.import_module("uvicorn.server").Server

        def read(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - as above
            return getattr(importlib.import_module(_COMMAND_LINE), name)(*args, **more)

        return read


if "uvicorn" not in sys.modules:
    sys.modules[_COMMAND_LINE] = _Unread(_COMMAND_LINE)
    try:
        importlib.import_module("uvicorn")
    finally:
        del sys.modules[_COMMAND_LINE]

from uvicorn.config import Config  # noqa: E402 - not before what stands above
from uvicorn.server import Server  # noqa: E402 - as above

__all__ = ["Config", "Server"]
