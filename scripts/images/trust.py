"""What the host's own pip and npm know and a build's do not: whom to trust, and where packages are."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.images import host_node

_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
_PIP = Path("/etc/pip.conf")
_NPM = host_node.PREFIX / "etc" / "npmrc"
_NPM_BUNDLE = host_node.PREFIX / "etc" / "npm-authorities.crt"


@contextmanager
def lent() -> Iterator[list[str]]:
    """Give buildah's arguments that lend the host's CA bundle and the configurations of pip and npm to the build.

    Behind a company's proxy nothing installs without them. They are mounted, so no image keeps them.
    """
    bundle = Path(os.environ.get("SSL_CERT_FILE") or _BUNDLE)
    with tempfile.TemporaryDirectory(prefix="tokenwire-") as folder:
        npm, npm_bundle = Path(folder, "npmrc"), Path(folder, "authorities.crt")
        settings = host_node.way_to_packages()
        if trusted := [path for path in (bundle, *host_node.authorities()) if path.is_file()]:
            # What npm is given takes the place of what Node brings along.
            npm_bundle.write_text("\n".join(path.read_text() for path in dict.fromkeys(trusted)))
            settings["cafile"] = str(_NPM_BUNDLE)
        npm.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        placed = [(bundle, _BUNDLE), (_PIP, _PIP), (npm, _NPM), (npm_bundle, _NPM_BUNDLE)]
        yield [f"--volume={source}:{target}:ro" for source, target in placed if source.is_file()]
