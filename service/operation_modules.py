"""The modules that the setting OPERATIONS names: importing them registers their operations."""

from collections.abc import Iterable
from importlib import import_module

from service.settings import SettingsError


def import_operations(modules: Iterable[str]) -> None:
    """Import the service's own operations, and then these modules; each only once in a process.

    Raises:
        SettingsError: a module can't be imported; the message names it and says why.
    """
    for module in ("service.actions", *modules):
        try:
            import_module(module)
        except Exception as error:
            raise SettingsError(
                f"OPERATIONS names {module}, which can't be imported: {type(error).__name__}: {error}"
            ) from error
