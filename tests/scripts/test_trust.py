"""What a build is lent of the host's npm. The npm here is played: it says what it is told to."""

from pathlib import Path

import pytest

from scripts.images import host_node, trust

INDEX = "https://packages.example/npm/"
NPM = """#!/bin/sh
case "$1 $2 $3" in
"config get registry") echo "{index}" ;;
"config get cafile") echo "{cafile}" ;;
"config get noproxy") echo "" ;;
*) echo null ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of the PATH but the system's own, and whom the machine trusts."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/sbin:/sbin")
    for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
        (tmp_path / name).write_text(f"{name}'s\n")
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


def place(machine: Path, cafile: str) -> None:
    npm = machine / "npm"
    npm.write_text(NPM.replace("{cafile}", cafile).replace("{index}", INDEX))
    npm.chmod(0o755)


def read(volumes: list[str], target: str) -> str:
    (source,) = (volume.removeprefix("--volume=").split(":")[0] for volume in volumes if f":{target}:ro" in volume)
    return Path(source).read_text()


def test_a_build_finds_packages_where_the_hosts_npm_does(machine: Path) -> None:
    place(machine, "null")
    with trust.lent() as volumes:
        assert read(volumes, "/usr/local/etc/npmrc").splitlines() == [
            f"registry={INDEX}",
            "cafile=/usr/local/etc/npm-authorities.crt",
        ]


def test_a_build_trusts_everybody_whom_the_host_trusts(machine: Path) -> None:
    (machine / "company.crt").write_text("the company's\n")
    place(machine, str(machine / "company.crt"))
    with trust.lent() as volumes:
        lent = read(volumes, "/usr/local/etc/npm-authorities.crt")
    assert lent.split("\n\n") == ["SSL_CERT_FILE's", "NODE_EXTRA_CA_CERTS's", "the company's\n"]


def test_what_was_lent_is_gone_afterwards(machine: Path) -> None:
    place(machine, "null")
    with trust.lent() as volumes:
        sources = [Path(volume.removeprefix("--volume=").split(":")[0]) for volume in volumes]
        made = [path for path in sources if path.name in {"npmrc", "authorities.crt"}]
        assert len(made) == 2
    assert not [path for path in made if path.exists()]


def test_where_there_is_no_npm_a_build_is_lent_the_rest(machine: Path) -> None:
    assert host_node.obstacle() == "node is missing"
    with trust.lent() as volumes:
        assert "registry" not in read(volumes, "/usr/local/etc/npmrc")
        assert read(volumes, "/etc/ssl/certs/ca-certificates.crt") == "SSL_CERT_FILE's\n"
