"""Replay the contracts against any URL, and say what differs.

    python contracts/verify.py https://chat.example.com
    python contracts/verify.py http://127.0.0.1:8080 --upstream scripted --only chat-text

Exit status: 0 all that was verified holds, 1 something differs, 2 nothing was verified. Contracts that this URL can't
answer are skipped, with the reason, and counted. Standard library only, no imports from the project: this file and the
folders beside it may be copied anywhere.
"""

import argparse
import http.client
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent
ANY = "<any>"
"""In head.json: the header must be there, with a value of the service's own and not one that the request sent."""

_STRING = rb'"(?:[^"\\]|\\.)*"'
_NUMBER = rb"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"

_CONTEXT = 40
"""Bytes shown on either side of the first difference."""

_FILLING = b"\n"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a URL answered; header names are lower case, and a body that is ``broken`` was cut off after its bytes."""

    status: int
    headers: Headers
    body: bytes
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What is sent, and what must come back."""

    id: str
    method: str
    path: str
    headers: Headers
    sent: bytes | None
    scripted: bool
    settings: Mapping[str, str]
    masks: Mapping[str, str]
    """JSON keys, and what their values are called."""
    absent: tuple[str, ...]
    expected: Reply


def load(root: Path) -> list[Contract]:
    """Return the contracts that the index lists, in its order."""
    index = json.loads((root / "index.json").read_bytes())
    return [_load(root / index["version"] / entry["id"], entry["body"]) for entry in index["contracts"]]


def _load(folder: Path, body: str | None) -> Contract:
    contract = json.loads((folder / "contract.json").read_bytes())
    head = json.loads((folder / "expected" / "head.json").read_bytes())
    request = contract["request"]
    return Contract(
        id=folder.name,
        method=request["method"],
        path=request["path"],
        headers=_pairs(request["headers"]),
        sent=(folder / request["body"]).read_bytes() if "body" in request else None,
        scripted=contract["upstream"] == "scripted",
        settings=contract.get("settings", {}),
        masks={key: mask["name"] for mask in contract["masks"] for key in mask["keys"]},
        absent=tuple(contract["absent"]),
        expected=Reply(
            head["status"],
            _pairs(head["headers"]),
            (folder / body).read_bytes() if body else b"",
            broken=contract.get("ends") == "broken",
        ),
    )


def _pairs(pairs: Sequence[Sequence[str]]) -> Headers:
    return tuple((name, value) for name, value in pairs)


def ask(base: SplitResult, contract: Contract, timeout: float) -> Reply:
    """Send a contract's request and return the reply.

    Raises:
        OSError: no connection, or silence.
        http.client.HTTPException: what came is not HTTP.
    """
    kind = http.client.HTTPSConnection if base.scheme == "https" else http.client.HTTPConnection
    connection = kind(base.netloc, timeout=timeout)
    try:
        connection.putrequest(contract.method, base.path.rstrip("/") + contract.path, skip_accept_encoding=True)
        # Compressed bytes could not be compared.
        for name, value in (("accept-encoding", "identity"), *contract.headers):
            connection.putheader(name, value)
        if contract.sent is not None:
            connection.putheader("content-length", str(len(contract.sent)))
        connection.endheaders(contract.sent)
        response = connection.getresponse()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        try:
            return Reply(response.status, headers, response.read())
        except http.client.IncompleteRead as error:
            return Reply(response.status, headers, error.partial, broken=True)
    finally:
        connection.close()


def differences(contract: Contract, reply: Reply) -> Iterator[str]:
    """Yield every way in which a reply is not what the contract says."""
    expected, reply = contract.expected, _unfilled(reply)
    if reply.broken != expected.broken:
        cut = f"cut off after {len(reply.body)} bytes"
        yield f"the body was {cut}" if reply.broken else "the body came to its end, and must be cut off"
    if reply.status != expected.status:
        yield f"status is {reply.status}, expected {expected.status}"
    for name in sorted({name for name, _ in expected.headers}):
        own = [value if (name, value) in contract.headers else ANY for value in _values(reply.headers, name)]
        wanted = _values(expected.headers, name)
        yield from _header_difference(name, wanted, own if wanted == [ANY] else _values(reply.headers, name))
    yield from (f"header {name} must be absent" for name in contract.absent if _values(reply.headers, name))
    yield from _body_difference(renamed(expected.body, contract.masks), renamed(reply.body, contract.masks))


def _unfilled(reply: Reply) -> Reply:
    """Return the reply without the line feed that stands for an empty body where AWS Lambda would hang without one."""
    if reply.body != _FILLING:
        return reply
    length = {("content-length", str(len(_FILLING))): ("content-length", "0")}
    return replace(reply, headers=tuple(length.get(header, header) for header in reply.headers), body=b"")


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key == name]


def _header_difference(name: str, expected: list[str], actual: list[str]) -> Iterator[str]:
    if not actual:
        yield f"header {name} is missing"
    elif actual != expected:
        yield f"header {name} is {', '.join(actual)!r}, expected {', '.join(expected)!r}"


def renamed(body: bytes, masks: Mapping[str, str]) -> bytes:
    """Return the body with string and number values under these JSON keys renamed: what was the same stays the same.

    Args:
        body: any text with JSON in it.
        masks: keys, and what their values are called: the n-th distinct one of a name becomes ``<name:n>``.
    """
    if not masks:
        return body
    seen: dict[str, dict[bytes, int]] = {name: {} for name in masks.values()}

    def rename(match: re.Match[bytes]) -> bytes:
        name = masks[match[2].decode()]
        number = seen[name].setdefault(match[3], len(seen[name]) + 1)
        return b'%b"<%b:%d>"' % (match[1], name.encode(), number)

    keys = "|".join(map(re.escape, masks)).encode()
    return re.sub(rb'("(%b)"\s*:\s*)(%b|%b)' % (keys, _STRING, _NUMBER), rename, body)


def _body_difference(expected: bytes, actual: bytes) -> Iterator[str]:
    if expected == actual:
        return
    both = zip(expected, actual, strict=False)
    at = next((place for place, (left, right) in enumerate(both) if left != right), min(len(expected), len(actual)))
    window = slice(max(at - _CONTEXT, 0), at + _CONTEXT)
    yield f"body differs at byte {at}: {actual[window]!r}, expected {expected[window]!r}"


def obstacle(contract: Contract, *, scripted: bool, settings: Mapping[str, str]) -> str | None:
    """Return why this contract can't be verified there; None when it can."""
    needs = ["the scripted upstream"] if contract.scripted and not scripted else []
    lacking = [f"{name}={value}" for name, value in contract.settings.items() if settings.get(name) != value]
    needs += [f"settings {' '.join(lacking)}"] if lacking else []
    return f"needs {' and '.join(needs)}" if needs else None


def verify(base: SplitResult, contract: Contract, timeout: float) -> list[str]:
    """Return what differs at this URL; nothing when the contract holds."""
    try:
        reply = ask(base, contract, timeout)
    except (OSError, http.client.HTTPException) as error:
        return [f"no answer: {error!r}"]
    return list(differences(contract, reply))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    settings = dict(item.partition("=")[::2] for item in options.settings)
    contracts = [contract for contract in load(ROOT) if not options.only or contract.id in options.only]
    counts = {"verified": 0, "failed": 0, "skipped": 0}
    for contract in contracts:
        if reason := obstacle(contract, scripted=options.upstream == "scripted", settings=settings):
            counts["skipped"] += 1
            print(f"skip  {contract.id}: {reason}")
            continue
        found = verify(options.url, contract, options.timeout)
        counts["failed" if found else "verified"] += 1
        print(f"{'FAIL' if found else 'ok':<5} {contract.id}", *found, sep="\n      ", flush=True)
    print(", ".join(f"{number} {name}" for name, number in counts.items()))
    if counts["failed"]:
        return 1
    return 0 if counts["verified"] else 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Replay the contracts against a URL.")
    parser.add_argument("url", type=_url, help="where the service is, such as https://chat.example.com/prod")
    parser.add_argument(
        "--upstream", choices=["scripted"], help="the service's model is the fake one with these contracts' scripts"
    )
    parser.add_argument("--only", action="append", metavar="ID", help="verify this contract; may be repeated")
    parser.add_argument(
        "--settings", action="append", default=[], metavar="NAME=VALUE", help="the service runs with this setting"
    )
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for an answer (%(default)s)")
    return parser


def _url(text: str) -> SplitResult:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.netloc:
        raise argparse.ArgumentTypeError(f"{text!r} is not an http or https URL")
    return url


if __name__ == "__main__":
    sys.exit(main())
