"""What is installed is what was looked at: exact versions, hashes, no addresses, nothing that runs by itself."""

import json
import re
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").rglob("*.txt"))
ALONE = [lock for lock in LOCKS if lock.stem == "rie" or lock.parent.name == "awslambdaric"]
"""What is never installed beside ours, and so may hold other versions."""

STARTERS = {"a1_coverage.pth", "distutils-precedence.pth", "_virtualenv.pth"}
"""Files that run code at every start of Python, and whose they are: coverage's, setuptools', tox's."""


def pins(lock: Path) -> dict[str, str]:
    """Return name -> version of what a lock file pins."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_its_hashes(lock: Path) -> None:
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_names_an_address(lock: Path) -> None:
    assert not re.search(r"://|index-url|find-links", lock.read_text())


def test_no_two_locks_disagree() -> None:
    whole = pins(ROOT / "requirements" / "check.txt")
    for lock in set(LOCKS) - set(ALONE):
        # What changes the code to see whether a test notices, what we are measured against, and what drives a browser
        # stand beside what the other checks install.
        own = pins(lock).keys() - whole.keys() if lock.stem in {"bench", "browser", "mutate"} else set()
        assert {name: whole.get(name) for name in pins(lock).keys() - own} == {
            name: version for name, version in pins(lock).items() if name not in own
        }, lock.stem


def test_an_image_holds_what_runs_and_not_what_builds() -> None:
    run, image = (set(pins(ROOT / "requirements" / f"{name}.txt")) for name in ("run", "image"))
    assert image < run
    assert {"hatchling", "editables"} <= run - image


def test_the_matrix_has_the_releases_that_it_is_named_after() -> None:
    tested = {lock.stem: pins(lock)["awslambdaric"] for lock in ALONE if lock.parent.name == "awslambdaric"}
    assert tested == {version: version for version in ("3.0.2", "3.1.1", "4.0.1", "4.1.0", "4.2.2")}
    # The newest of them is the one that we install.
    assert pins(ROOT / "requirements" / "run.txt")["awslambdaric"] in tested


def test_litellm_is_the_one_that_was_tested() -> None:
    # 1.82.7 and 1.82.8 carried a credential stealer; a range would let the next one in.
    assert pins(ROOT / "requirements" / "run.txt")["litellm"] == "1.106.2"
    assert '"litellm==1.106.2"' in (ROOT / "pyproject.toml").read_text()


def test_nothing_unknown_runs_at_the_start_of_python() -> None:
    found = {path.name for path in Path(sysconfig.get_path("purelib")).glob("*.pth")}
    assert {name for name in found if "tokenwire" not in name} <= STARTERS


@pytest.mark.parametrize("folder", ["tests/clients", "web", "bench"])
def test_no_lock_of_node_packages_names_an_address(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    # A package of this checkout is a link to its folder.
    ours = {name for name, package in packages.items() if package.get("link")} | {
        package["resolved"] for package in packages.values() if package.get("link")
    }
    foreign = {name: package for name, package in packages.items() if name and name not in ours}
    assert foreign
    assert not [name for name, package in foreign.items() if "resolved" in package]
    assert all("integrity" in package for package in foreign.values())
