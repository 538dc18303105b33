"""The contracts' folders, as tests see them: read by Contract, written by syrupy and by nothing else.

Also a pytest plugin: its ``pytest_configure`` refuses to write in CI. conftest.py imports it.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pytest
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension
from syrupy.location import PyTestLocation
from syrupy.types import SerializedData, SnapshotIndex

ROOT = Path(__file__).resolve().parent.parent / "contracts" / "v1"

ANY = "<any>"
OF_ONE_CONNECTION = frozenset(
    {"connection", "date", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection"}
)
OURS = ("accept", "authorization", "content-type")
"""Headers of an outbound request that we answer for; the others belong to the provider's SDK and to HTTP."""

_ID = re.compile(r"\[(?P<id>[^\]]+)\]")

Headers = Sequence[tuple[str, str]]
Stream = Literal["data", "ui"]

STREAMS: Mapping[str, Stream] = {"x-vercel-ai-data-stream": "data", "x-vercel-ai-ui-message-stream": "ui"}
LINE_ENDS: Mapping[Stream | None, bytes] = {"data": b"\n", "ui": b"\n\n", None: b""}
"""What every write of a stream ends on; a text stream's end anywhere."""


def stream_of(headers: Headers) -> Stream | None:
    """Return the protocol that these response headers name."""
    return next((STREAMS[name] for name, value in headers if name in STREAMS and value == "v1"), None)


@dataclass(frozen=True)
class Contract:
    """One folder."""

    folder: Path

    @classmethod
    def all(cls) -> list["Contract"]:
        """Return every contract, sorted by id."""
        return [cls(file.parent) for file in sorted(ROOT.glob("*/contract.json"))]

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def document(self) -> dict[str, Any]:
        """What contract.json says."""
        document: dict[str, Any] = json.loads((self.folder / "contract.json").read_bytes())
        return document

    @property
    def method(self) -> str:
        """The request's method."""
        return str(self.document["request"]["method"])

    @property
    def path(self) -> str:
        """The request's path."""
        return str(self.document["request"]["path"])

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The request's headers."""
        return tuple((name, value) for name, value in self.document["request"]["headers"])

    @property
    def body(self) -> bytes | None:
        """The request's exact bytes; None where no body is sent."""
        file = self.document["request"].get("body")
        return None if file is None else (self.folder / file).read_bytes()

    @property
    def settings(self) -> Mapping[str, str]:
        """Environment variables that the service must run with."""
        settings: Mapping[str, str] = self.document.get("settings", {})
        return settings

    @property
    def breaks(self) -> bool:
        """Whether the connection breaks behind the body."""
        return bool(self.document.get("ends") == "broken")

    @property
    def any_value(self) -> frozenset[str]:
        """Response headers that must be there, whatever their values."""
        return frozenset(self.document.get("any", ()))

    @property
    def stream(self) -> Stream | None:
        """Which protocol the answer is in; None for what is no stream of parts, as text streams are not."""
        return stream_of(json.loads(self.expected()["head.json"])["headers"])

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        """What the model's server is to hear and to say; nothing where no model is asked."""
        file = self.folder / "upstream.json"
        exchanges: list[dict[str, Any]] = json.loads(file.read_bytes())["exchanges"] if file.is_file() else []
        return exchanges

    def expected(self) -> dict[str, bytes]:
        """Return the generated files, by name."""
        return {file.name: file.read_bytes() for file in sorted(self.folder.glob("expected/*"))}


def generated(
    contract: Contract, *, status: int, headers: Headers, body: bytes, outbound: Sequence[bytes]
) -> dict[str, bytes]:
    """Return the files that a replay of a contract makes, by name.

    Args:
        contract: what was replayed.
        status: the reply's status.
        headers: the reply's headers.
        body: the reply's body.
        outbound: the provider requests, as files.
    """
    names = {name.lower(): value for name, value in headers}
    files = {"head.json": head_file(status, headers, sent=contract.headers, any_value=contract.any_value)}
    if body:
        files["body.json" if names.get("content-type") == "application/json" else "body.txt"] = body
    return files | {f"upstream-{number}.http": request for number, request in enumerate(outbound, 1)}


def head_file(status: int, headers: Headers, *, sent: Headers = (), any_value: frozenset[str] = frozenset()) -> bytes:
    """Return a reply's status and headers as a file.

    Args:
        status: the reply's.
        headers: the reply's.
        sent: the request's headers: an id that it brought must come back.
        any_value: names of headers whose values are the service's own, beside the request's id.
    """
    pairs = [(name.lower(), value) for name, value in headers if name.lower() not in OF_ONE_CONNECTION]
    own = any_value | {"x-request-id"}
    kept = sorted([name, ANY if name in own and (name, value) not in sent else value] for name, value in pairs)
    lines = ",\n".join(f"    {json.dumps(pair, ensure_ascii=False)}" for pair in kept)
    return f'{{\n  "status": {status},\n  "headers": [\n{lines}\n  ]\n}}\n'.encode()


def outbound_file(*, method: str, target: str, headers: Headers, body: bytes) -> bytes:
    """Return a provider request as a file: the request line, our headers, an empty line, the exact body."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sorted(headers) if name in OURS)]
    return "\n".join([*lines, "", ""]).encode() + body


class ContractFiles(SingleFileSnapshotExtension):
    """One file of exact bytes at ``contracts/v1/<id>/expected/<name>``, for a test whose parameter is the id.

    syrupy looks for files that no test asks for below ``discovery_dirname`` and would claim everything in ``dirname``;
    the two differ, and only what lies in an ``expected`` folder is owned, so that authored files are never touched.
    """

    # The name carries its own suffix.
    file_extension = ""

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """Return a name that begins with the test's, without which syrupy warns."""
        return f"{test_location.snapshot_name}[{index}]"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return the contract's folder for generated files."""
        # From the test's name: xdist rebuilds items without their parameters.
        match = _ID.search(test_location.testname)
        assert match, f"{test_location.testname} has no contract id as its parameter"
        return str(ROOT / match["id"] / "expected")

    @classmethod
    def discovery_dirname(cls, *, test_location: PyTestLocation) -> str:
        """Return where to look for generated files that no test asks for."""
        return str(ROOT)

    @classmethod
    def get_location(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        """Return the file's path; the index is its name."""
        return str(Path(cls.dirname(test_location=test_location)) / str(index))

    def owns_snapshot_collection(self, *, filepath: str, test_location: PyTestLocation) -> bool:
        """Return whether a file is generated."""
        return Path(filepath).parent.name == "expected"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """Return whether a file belongs to this test."""
        if not _ID.search(test_location.testname):
            return False
        return Path(snapshot_location).parent == Path(cls.dirname(test_location=test_location))

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        """Return what a file holds: one snapshot, named as get_snapshot_name names it."""
        path = Path(snapshot_location)
        collection = SnapshotCollection(location=snapshot_location)
        collection.add(Snapshot(name=f"{PINNING_TEST}[{path.parent.parent.name}][{path.name}]"))
        return collection

    def diff_lines(self, serialized_data: SerializedData, snapshot_data: SerializedData) -> Iterator[str]:
        """Yield the difference line by line, where bytes would be one long line."""
        yield from super().diff_lines(_readable(serialized_data), _readable(snapshot_data))


PINNING_TEST = "test_the_wire_is_pinned"
"""The one test that owns the generated files; its parameter is the contract's id."""


def _readable(data: SerializedData) -> str:
    return data.decode(errors="backslashreplace") if isinstance(data, bytes) else str(data)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to write expected bytes in CI: there a difference is a finding and never the new truth.

    Raises:
        pytest.UsageError: which ends pytest with status 4.
    """
    if os.environ.get("CI", "").lower() not in {"", "0", "false"} and config.getoption(
        "update_snapshots", default=False
    ):
        raise pytest.UsageError("--snapshot-update is refused while CI is set")
