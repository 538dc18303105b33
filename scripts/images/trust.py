"""What the host's own pip knows and a build's does not: whom to trust, and where packages are."""

import os
from pathlib import Path

_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
_PIP = Path("/etc/pip.conf")


def volumes() -> list[str]:
    """Return buildah's arguments that lend the host's CA bundle and pip configuration to the build.

    Behind a company's proxy nothing installs without them. They are mounted, so no image keeps them.
    """
    bundle = Path(os.environ.get("SSL_CERT_FILE") or _BUNDLE)
    lent = [(bundle, _BUNDLE), (_PIP, _PIP)]
    return [f"--volume={source}:{target}:ro" for source, target in lent if source.is_file()]
