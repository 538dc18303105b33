"""The fake model that FAKE_LLM asks for, inside the service. Part of the composition root; the only one to know it."""

import logging
from typing import TYPE_CHECKING

from service.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fakes.model import ModelServer, PlaybookSource, Scripts

_logger = logging.getLogger("tokenwire.fake")


class EmbeddedFake:
    """What the settings say of it, read ahead of its need.

    Raises:
        SettingsError: it can't play what FAKE_SCENARIOS names.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._scenarios = _scenarios(settings)

    def server(self) -> "ModelServer":
        """Return the server; it takes a free port when it is started."""
        from fakes.model import ModelServer, Pacing, Setup  # noqa: PLC0415 - a real deployment carries no fakes

        settings = self._settings
        return ModelServer(
            Setup(follow=self._scenarios.current if self._scenarios else None, on_demand=True),
            scripts=_scripts(settings),
            pacing=Pacing(first_ms=settings.fake_first_ms, delay_ms=settings.fake_delay_ms),
            seed=settings.fake_seed,
        )


def on_demand() -> "Sequence[Mapping[str, object]]":
    """Return the table of the scenarios that the fake plays when it is asked to."""
    from fakes.model import on_demand as table  # noqa: PLC0415 - a real deployment carries no fakes

    return table()


def _scenarios(settings: Settings) -> "PlaybookSource | None":
    """Return what reads the fake's scenarios, and reads them again when they change; None where there are none."""
    if not settings.fake_scenarios:
        return None
    from fakes.model import PlaybookSource, ScriptError  # noqa: PLC0415 - a real deployment carries no fakes

    def tell(error: str) -> None:
        _logger.warning("the fake's scenarios stay as they were: %s", error)

    try:
        return PlaybookSource(settings.fake_scenarios, scripts=_scripts(settings), tell=tell)
    except ScriptError as error:
        raise SettingsError(f"FAKE_SCENARIOS can't be played: {error}") from None


def _scripts(settings: Settings) -> "Scripts":
    from fakes.model import Scripts  # noqa: PLC0415 - a real deployment carries no fakes

    folder = settings.fake_scripts
    return Scripts.load(folder) if folder is not None and folder.is_dir() else Scripts.empty()
