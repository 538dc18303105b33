"""TLS, with a server whose certificate (localhost.pem, for ``localhost``) nobody has signed but itself."""

import asyncio
import ssl
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import certifi
import pytest

from service.providers.lean.address import Address
from service.providers.lean.pool import Pool
from service.providers.lean.question import Question
from service.providers.lean.trust import trust
from service.upstream_errors import UpstreamUnreachable
from tests.providers.loopback import answer

pytestmark = pytest.mark.anyio

CERTIFICATE = Path(__file__).parent / "localhost.pem"


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    return "asyncio", {"use_uvloop": request.param}


@asynccontextmanager
async def server() -> AsyncGenerator[int, None]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(answer(b"Hello"))
        await writer.drain()
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    context.set_alpn_protocols(["h2", "http/1.1"])
    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def fetch(host: str, port: int) -> bytes:
    pool = Pool(10)
    address = Address(secure=True, host=host, port=port)
    connection = await pool.ask(Question(address=address, path="/", headers=(), body=b"{}"))
    body = b"".join([data async for data in connection])
    pool.release(address, connection)
    return body


async def test_who_is_named_in_ssl_cert_file_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with server() as port:
        assert await fetch("localhost", port) == b"Hello"


async def test_nobody_else_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    async with server() as port:
        with pytest.raises(UpstreamUnreachable) as caught:
            await fetch("localhost", port)
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.detail


async def test_nobody_is_believed_for_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with server() as port:
        with pytest.raises(UpstreamUnreachable) as caught:
            await fetch("127.0.0.1", port)
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.detail


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that knows nobody."""
    paths = SimpleNamespace(cafile=None, capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)


@pytest.mark.usefixtures("empty")
def test_a_system_that_knows_nobody_believes_certifi() -> None:
    assert len(trust().get_ca_certs()) > 50


@pytest.mark.usefixtures("empty")
def test_without_certifi_nobody_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "certifi", None)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda *_: None)
    assert trust().get_ca_certs() == []


def test_a_system_with_a_folder_of_certificates_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.pem").write_bytes(CERTIFICATE.read_bytes())
    paths = SimpleNamespace(cafile=None, capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setitem(sys.modules, "certifi", None)
    assert trust().verify_mode == ssl.CERT_REQUIRED
