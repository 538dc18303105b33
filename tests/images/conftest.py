"""The images are built once, for real. Where that can't be done their tests are skipped, counted; in CI they fail."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.images import buildah, debian, host_node, stand_in
from scripts.images.buildah import Container
from scripts.images.command import output
from scripts.images.image import HTTP, STREAMING, Image
from tests.clients import node
from tests.omission import Omission

MADE_WITH = ("buildah", "mmdebstrap", "curl", "nsenter")


def obstacle() -> str | None:
    """Return why no image can be built and run here; None if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "images are tested by root on Linux"
    return node.too_old() or host_node.obstacle() or debian.obstacle(MADE_WITH)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    Omission("image", obstacle).check(item)


def built(image: Image) -> str:
    """Build an image under another name than that of `tox -e streaming-build`, and return its tag."""
    debian.install(MADE_WITH)
    mine = replace(image, name=f"{image.name}-tested")
    buildah.build(mine, {argument: stand_in.provide(kind) for argument, kind in image.bases.items()})
    return buildah.tag(mine)


@pytest.fixture(scope="session")
def http_image() -> str:
    return built(HTTP)


@pytest.fixture(scope="session")
def streaming_image() -> str:
    return built(STREAMING)


@contextmanager
def mounted(reference: str) -> Iterator[Path]:
    """An image's files, as they would be seen by a container."""
    container = Container.of(reference)
    try:
        yield Path(output("buildah", "mount", container.name))
    finally:
        container.remove()


@pytest.fixture(scope="session")
def http_files(http_image: str) -> Iterator[Path]:
    with mounted(http_image) as root:
        yield root


@pytest.fixture(scope="session")
def streaming_files(streaming_image: str) -> Iterator[Path]:
    with mounted(streaming_image) as root:
        yield root


@pytest.fixture(scope="session")
def stand_in_files(http_image: str) -> Iterator[Path]:
    with mounted(stand_in.name("python")) as root:
        yield root
