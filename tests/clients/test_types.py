"""What a frontend may write with web/types, by the compiler's word."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parent.parent.parent / "web"
GENERATED = "types/tokenwire.ts"
USE = "types/tokenwire.check.ts"


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not (WEB / "node_modules" / ".package-lock.json").is_file():
        pytest.fail("run npm ci in web", pytrace=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the folder that may be changed."""
    shutil.copytree(WEB / "types", tmp_path / "types")
    shutil.copy(WEB / "tsconfig.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(WEB / "node_modules")
    return tmp_path


def compiled(folder: Path) -> subprocess.CompletedProcess[str]:
    compiler = WEB / "node_modules" / "typescript" / "bin" / "tsc"
    command = ["node", str(compiler), "--project", str(folder), "--pretty", "false"]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_the_types_fit_those_of_ai_5_6_and_7() -> None:
    done = compiled(WEB)
    assert (done.returncode, done.stdout) == (0, "")


WRONG: dict[str, tuple[str, str, str, str]] = {
    "a code that nobody has thought of": (GENERATED, '| "rate_limited"', '| "rate_limited" | "new"', "TS1360"),
    "a code that is gone": (GENERATED, '\n  | "rate_limited"', "", "TS2678"),
    "another name in the metadata": (GENERATED, "totalTokens?", "total?", "TS2339"),
    "a part of another name": (GENERATED, "  error: {", "  failure: {", "TS2367"),
    "a string for a code": (GENERATED, "    code: TokenwireErrorCode", "    code: string", "TS2345"),
    "an item of another type": (GENERATED, 'type: "error";', 'type: "failure";', "TS2322"),
    "a mistake that is not made any more": (USE, 'code === "teapot"', 'code === "not_found"', "TS2578"),
}


@pytest.mark.parametrize(("file", "right", "wrong", "code"), WRONG.values(), ids=WRONG)
def test_a_wrong_type_does_not_compile(copy: Path, file: str, right: str, wrong: str, code: str) -> None:
    text = (copy / file).read_text()
    assert right in text
    (copy / file).write_text(text.replace(right, wrong))
    done = compiled(copy)
    assert done.returncode != 0
    assert f"error {code}:" in done.stdout


def test_the_lock_is_exact_and_names_no_address() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in lock.items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock.items() if name)
    manifest = json.loads((WEB / "package.json").read_text())
    wanted = manifest["dependencies"] | manifest["devDependencies"]
    pinned = {name: version.rpartition("@")[2] for name, version in wanted.items()}
    assert pinned == {name: lock[f"node_modules/{name}"]["version"] for name in pinned}
    assert manifest["private"] is True
