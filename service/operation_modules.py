"""The modules that the setting OPERATIONS names: importing them registers their operations."""

from collections.abc import Iterable

from service.plugins import import_plugins


def import_operations(modules: Iterable[str]) -> None:
    """Import the service's own operations, and then these modules; each only once in a process.

    Raises:
        SettingsError: a module can't be imported; the message names it and says why.
    """
    import_plugins("OPERATIONS", ("service.actions", *modules))
