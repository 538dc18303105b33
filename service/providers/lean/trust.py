"""Whose certificates are believed."""

import ssl
from pathlib import Path


def trust() -> ssl.SSLContext:
    """Return a context that believes whom the system believes, and certifi where the system knows nobody.

    OpenSSL itself reads SSL_CERT_FILE and SSL_CERT_DIR.
    """
    context = ssl.create_default_context(cafile=None if _system_knows_some() else _certifis())
    context.set_alpn_protocols(["http/1.1"])
    return context


def _system_knows_some() -> bool:
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile) or (bool(paths.capath) and any(Path(paths.capath).iterdir()))


def _certifis() -> str | None:
    try:
        import certifi  # noqa: PLC0415 - hardly any system needs it
    except ModuleNotFoundError:
        return None
    return certifi.where()
