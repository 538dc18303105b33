"""What a Dockerfile makes."""

import re
from dataclasses import dataclass

from scripts.images.command import ROOT


@dataclass(frozen=True, slots=True)
class Image:
    """An image of ours.

    Attributes:
        name: what it is tagged with.
        dockerfile: the file in the checkout that makes it.
        likeness: which kind of official image it is built on.
    """

    name: str
    dockerfile: str
    likeness: str

    @property
    def official_base(self) -> str:
        """What it is built on unless told otherwise."""
        found = re.search(r"^ARG BASE_IMAGE=(\S+)$", (ROOT / self.dockerfile).read_text(), re.MULTILINE)
        if found is None:
            raise ValueError(f"{self.dockerfile} names no BASE_IMAGE")
        return found[1]


HTTP = Image("tokenwire", "Dockerfile", "python")
STREAMING = Image("tokenwire-streaming", "Dockerfile.streaming", "lambda")
