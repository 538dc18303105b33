"""A request as recordings know it: what makes it the same request again, and nothing else."""

import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn, get_args

from fakes.model.field import Field
from fakes.model.recording.volatile import Volatile
from fakes.model.redaction import Redaction
from fakes.model.request import Request

ContentKind = Literal["none", "body", "text", "base64"]
"""What a request brought: nothing, JSON, other text, or bytes."""

_CONTENT_KINDS: Mapping[str, ContentKind] = {kind: kind for kind in get_args(ContentKind) if kind != "none"}
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without its keys and without what is volatile in it. Of its headers only the content type counts.

    ``target`` is the path and the query, ``content_type`` a media type without parameters, empty where there is no
    content. ``content`` is JSON for the kind ``body``, a string for ``text``, base64 for ``base64``, else None.
    """

    method: str
    target: str
    content_type: str
    kind: ContentKind
    content: object

    @classmethod
    def of(cls, request: Request, volatile: Volatile) -> "Asked":
        """Return what was asked by a request.

        Keys are known by their looks alone: the same request is the same whoever's key came with it.
        """
        redaction = Redaction()
        kind, content = _read(request)
        if kind == "body":
            content = redaction.json(volatile.settle(content))
        elif isinstance(content, str) and kind == "text":
            content = redaction.text(volatile.settle_text(content))
        media_type = request.header("content-type").partition(";")[0].strip().lower() if kind != "none" else ""
        return cls(request.method, redaction.target(request.target), media_type, kind, content)

    @classmethod
    def parse(cls, expect: Field) -> "Asked":
        """Read ``expect`` of a recording.

        Raises:
            FieldError: something in it is absent or not what it must be, or the digest is another request's.
        """
        kinds = [kind for name, kind in _CONTENT_KINDS.items() if name in expect.keys()]  # noqa: SIM118 - a method
        if len(kinds) > 1:
            raise expect.fail(f"holds more than one of {', '.join(kinds)}")
        kind = kinds[0] if kinds else "none"
        asked = cls(
            method=expect.require("method").string(),
            target=expect.require("path").string(),
            content_type=media_type.string() if (media_type := expect.get("content_type")) else "",
            kind=kind,
            content=_content(expect.require(kind), kind) if kinds else None,
        )
        # A recording that was changed by hand is no recording; one that was written by hand has no digest.
        if (digest := expect.get("digest")) and digest.string() != asked.digest:
            raise digest.fail("is not the digest of this request: it was changed after it was recorded")
        return asked

    def settled(self, volatile: Volatile) -> "Asked":
        """Return the same with a placeholder for everything volatile."""
        content = self.content
        if self.kind == "body":
            content = volatile.settle(content)
        elif isinstance(content, str) and self.kind == "text":
            content = volatile.settle_text(content)
        return Asked(self.method, self.target, self.content_type, self.kind, content)

    @property
    def document(self) -> dict[str, object]:
        """All of it as JSON, in the order in which a reader wants it."""
        document: dict[str, object] = {"method": self.method, "path": self.target}
        if self.kind != "none":
            document |= {"content_type": self.content_type, self.kind: self.content}
        return document

    @property
    def digest(self) -> str:
        """64 hex digits: the same for the same request, whatever the order of members and the spaces in its JSON."""
        canonical = json.dumps(self.document, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def slug(self) -> str:
        """A short name for people: the last of the path, and the model."""
        model = self.content.get("model") if isinstance(self.content, dict) else None
        words = f"{self.target.partition('?')[0]} {model if isinstance(model, str) else ''}".lower()
        return _NOT_IN_A_SLUG.sub("-", words)[-_SLUG_LENGTH:].strip("-") or "root"


def _read(request: Request) -> tuple[ContentKind, object]:
    if not request.body:
        return "none", None
    try:
        return "body", json.loads(request.body, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse)
    except (ValueError, RecursionError):
        pass
    body = request.body
    if boundary := _BOUNDARY.search(request.header("content-type")):
        # Clients draw lots for it.
        body = body.replace(boundary[1].encode("latin-1"), b"boundary")
    try:
        return "text", body.decode()
    except UnicodeDecodeError:
        return "base64", base64.b64encode(body).decode()


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        # Two different bodies would read alike; as text they do not.
        raise ValueError("a name stands twice in an object")
    return members


def _finite(number: str) -> float:
    return float(number) if math.isfinite(float(number)) else _refuse(number)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _content(field: Field, kind: ContentKind) -> object:
    if kind == "body":
        return field.value
    if kind == "base64":
        try:
            base64.b64decode(field.string(), validate=True)
        except binascii.Error:
            raise field.fail("is not valid base64") from None
    return field.string()
