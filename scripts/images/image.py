"""What a Dockerfile makes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scripts.images.command import ROOT


@dataclass(frozen=True, slots=True)
class Image:
    """An image of ours.

    Attributes:
        name: what it is tagged with.
        dockerfile: the file in the checkout that makes it.
        bases: which kinds of official images its build takes, by the build argument that names them.
    """

    name: str
    dockerfile: str
    bases: Mapping[str, str]

    @property
    def likeness(self) -> str:
        """Which kind it is built on itself."""
        return self.bases["BASE_IMAGE"]

    @property
    def official_base(self) -> str:
        """What it is built on unless told otherwise."""
        found = re.search(r"^ARG BASE_IMAGE=(\S+)$", (ROOT / self.dockerfile).read_text(), re.MULTILINE)
        if found is None:
            raise ValueError(f"{self.dockerfile} names no BASE_IMAGE")
        return found[1]


HTTP = Image("tokenwire", "Dockerfile", {"BASE_IMAGE": "python", "NODE_IMAGE": "node"})
STREAMING = Image("tokenwire-streaming", "Dockerfile.streaming", {"BASE_IMAGE": "lambda"})
