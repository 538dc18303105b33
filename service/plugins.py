"""The modules of an application that a setting names: importing them registers what they hold."""

from collections.abc import Iterable
from importlib import import_module

from service.settings import SettingsError


def import_plugins(variable: str, modules: Iterable[str]) -> None:
    """Import these modules, each only once in a process.

    Args:
        variable: the setting that names them.
        modules: their names.

    Raises:
        SettingsError: one can't be imported; the message names it and says why.
    """
    for module in modules:
        try:
            import_module(module)
        except Exception as error:
            raise SettingsError(
                f"{variable} names {module}, which can't be imported: {type(error).__name__}: {error}"
            ) from error
