"""What the function must answer, going by the environment that it is given."""

import json
from collections.abc import Mapping

from service.provider_keys import KEY_VARIABLES, missing_key
from service.settings import Settings

_NOT_TOLD = {"HOST", "PORT", "FAKE_SCRIPTS", "FAKE_SCENARIOS", "SECRETS", "KEYS"}
"""What whoever starts the function decides, paths of the host's, and what is no variable at all."""

_AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")


def told(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what of the environment is the function's business: its settings, and the providers' keys."""
    settings = {name.upper() for name in Settings.__struct_fields__} - _NOT_TOLD
    names = settings | KEY_VARIABLES | {*_AWS, "AZURE_API_BASE", "AZURE_API_VERSION", "OLLAMA_API_BASE"}
    return {name: environ[name] for name in sorted(names) if name in environ}


def whole_answer(environ: Mapping[str, str]) -> str | None:
    """Return what the function answers to everything; None if it will ask a model, real or fake.

    Raises:
        SettingsError: the environment holds what it may not hold.
    """
    settings = Settings.from_env(environ)
    key = None if settings.fake_llm else missing_key(settings.chat_model, settings.keys)
    if key is None:
        return None
    error = {"success": False, "error": f"{key.name} API key not configured"}
    return json.dumps(error, separators=(",", ":"))
