"""What a server is told about whom to let in."""

from dataclasses import dataclass, field

from fakes.model.access.cors import Cors
from fakes.model.access.key_set import KeySet
from fakes.model.access.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPolicy:
    """Who is let in. ``keys`` None takes every key and none; ``cors`` None tells browsers nothing."""

    keys: KeySet | None = None
    quota: Quota = field(default_factory=Quota)
    cors: Cors | None = None
