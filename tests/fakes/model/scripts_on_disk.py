"""Scripts as a test writes them: short, and really on disk."""

import json
from collections.abc import Mapping
from pathlib import Path

from fakes.model import Scripts

CHAT = {"method": "POST", "path": "/v1/chat/completions"}


def exchange(*frames: object, **respond: object) -> dict[str, object]:
    """One exchange that expects a chat completions request."""
    return {"expect": CHAT, "respond": {"frames": list(frames), **respond}}


def written(folder: Path, scripts: Mapping[str, object]) -> Path:
    """Write ``scripts``, which map an id to its exchanges, and return the folder."""
    for script_id, exchanges in scripts.items():
        (folder / script_id).mkdir()
        (folder / script_id / "upstream.json").write_text(json.dumps({"exchanges": exchanges}))
    return folder


def loaded(folder: Path, **scripts: object) -> Scripts:
    """Write scripts and load them."""
    return Scripts.load(written(folder, scripts))
