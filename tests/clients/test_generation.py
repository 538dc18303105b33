import json
from typing import Any

import pytest

from .generation import GENERATIONS, Generation
from .node import FOLDER

LOCK: dict[str, Any] = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def installed(generation: Generation, package: str) -> str:
    """The release that this generation's folder gets, as Node looks for it."""
    own = f"generations/{generation.name}/node_modules/{package}"
    release: str = LOCK[own if own in LOCK else f"node_modules/{package}"]["version"]
    return release


@pytest.mark.parametrize("generation", GENERATIONS, ids=str)
def test_a_generation_is_exactly_its_releases(generation: Generation) -> None:
    assert installed(generation, "ai") == generation.ai
    assert installed(generation, "@ai-sdk/react") == generation.react


def test_every_major_is_there_with_its_oldest_and_its_newest() -> None:
    assert [generation.major for generation in GENERATIONS] == [4, 4, 5, 5, 6, 6, 7, 7]


def test_there_is_one_react() -> None:
    # A hook of a second one knows no component.
    assert [path for path in LOCK if path.endswith("node_modules/react")] == ["node_modules/react"]


def test_the_lock_names_no_registry() -> None:
    assert not [path for path, package in LOCK.items() if "://" in package.get("resolved", "")]
