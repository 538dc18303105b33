"""What is in the images, and what is not."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.images import buildah, stand_in

UNCHECKED_HASH = 0b01
"""PEP 552: the bytecode's own word that no source is compared with it."""


@pytest.fixture(params=["http", "streaming"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def files(kind: str, request: pytest.FixtureRequest) -> Path:
    root: Path = request.getfixturevalue(f"{kind}_files")
    return root


@pytest.fixture
def ours(kind: str) -> tuple[str, ...]:
    """Everything that an image adds to its base is below these."""
    return ("app", "opt/packages") if kind == "http" else ("var/task", "streaming-entrypoint")


def every(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        for name in [*folders, *names]:
            yield str(Path(folder, name).relative_to(root))


def sources(files: Path, ours: tuple[str, ...]) -> list[Path]:
    return [path for place in ours for path in (files / place).rglob("*.py")]


def bytecode(source: Path) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"


def test_nothing_is_left_of_the_build(files: Path, ours: tuple[str, ...], stand_in_files: Path) -> None:
    before = set(every(stand_in_files))
    # Folders on the way, and the file that buildah puts into every container.
    way = {"opt", "var", "run/.containerenv"}
    added = {path for path in every(files) if path not in before | way and not path.startswith(ours)}
    assert added == set()


def test_nothing_that_builds_or_installs_is_among_the_packages(files: Path, ours: tuple[str, ...]) -> None:
    names = {path.name for place in ours for path in (files / place).glob("*")}
    assert not names & {"pip", "uv", "setuptools", "hatchling", "editables", "wheel", "bin"}


def test_what_no_chat_reads_is_not_there(files: Path, ours: tuple[str, ...]) -> None:
    litellm = next(path for place in ours if (path := files / place / "litellm").is_dir())
    assert (litellm / "proxy" / "_types.py").is_file()
    assert not (litellm / "proxy" / "_experimental" / "out").exists()
    assert not (litellm / "proxy" / "swagger").exists()
    assert not list(litellm.rglob("*.so"))
    assert not (litellm.parent / "hf_xet").exists()


def test_every_module_is_compiled_and_never_compared(files: Path, ours: tuple[str, ...]) -> None:
    found = sources(files, ours)
    assert len(found) > 3000
    assert [path for path in found if not bytecode(path).is_file()] == []
    flags = {int.from_bytes(bytecode(path).read_bytes()[4:8], "little") for path in found}
    assert flags == {UNCHECKED_HASH}


def test_the_page_is_all_that_is_left_of_its_sources(http_files: Path) -> None:
    page = http_files / "app" / "page"
    assert {path.name for path in page.iterdir()} == {"index.html", "icon.svg", "licenses.md", "assets"}
    assert {path.suffix for path in (page / "assets").iterdir()} == {".css", ".js"}


def test_everybody_may_read_everything(files: Path, ours: tuple[str, ...]) -> None:
    # Lambda runs as a user of its own, and a container as whoever it is told to be.
    for place in ours:
        for path in [files / place, *(files / place).rglob("*")]:
            mode = path.stat().st_mode
            wanted = stat.S_IROTH | stat.S_IXOTH if path.is_dir() else stat.S_IROTH
            assert mode & wanted == wanted, path


def test_two_builds_make_the_same_files_at_the_same_moment(http_files: Path, streaming_files: Path) -> None:
    # The images install the same lock independently of each other. Bytecode names its place, which is not the same.
    first, second = digests(http_files / "opt" / "packages"), digests(streaming_files / "var" / "task")
    assert len(first) > 5000
    assert {path: second.get(path) for path in first} == first
    # Timestamps are part of a layer's digest, and buildah was told which.
    assert {path.stat().st_mtime for path in (http_files / "app").rglob("*")} == {0}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_a_size_is_told(kind: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    reference = request.getfixturevalue(f"{kind}_image")
    whole, under = buildah.size(reference), buildah.size(stand_in.name("python"))
    with capsys.disabled():
        print(f"\n{reference}: {whole / 1e6:.0f} MB, of which its base {under / 1e6:.0f} MB")
    # Lambda's limit for images is far away; this is a guard against what creeps in.
    assert whole - under < 350e6
