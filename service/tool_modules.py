"""The modules that the setting TOOLS names: importing them registers their tools."""

from collections.abc import Sequence

from service.plugins import import_plugins
from service.settings import SettingsError
from service.tools import REGISTERED, Tools


def import_tools(modules: Sequence[str]) -> Tools:
    """Import these modules, each only once in a process, and return the tools to serve: none unless a module is named.

    Raises:
        SettingsError: a module can't be imported, or holds a tool that no model can be told of; the message says why.
    """
    import_plugins("TOOLS", modules)
    if not modules:
        return Tools()
    try:
        # Here rather than in the first request: a tool that can't work is found at start.
        REGISTERED.specs()
    except TypeError as error:
        raise SettingsError(f"TOOLS names modules with a tool that can't be served: {error}") from error
    return REGISTERED
