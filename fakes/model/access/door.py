"""Where the requests of one session come in."""

import hashlib
from collections.abc import Callable

from fakes.model.access.account import Account
from fakes.model.access.admission import UNMETERED, Admission
from fakes.model.access.credentials import keys_of
from fakes.model.access.key_ring import KeyRing
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota
from fakes.model.request import Request

_KEYLESS = ("ollama",)
"""APIs that know no keys."""

_MANY_ACCOUNTS = 1024


class Door:
    """Checks keys, and keeps the accounts. ``now`` is the session's clock."""

    def __init__(self, policy: AccessPolicy, now: Callable[[], float]) -> None:
        self._ring = None if policy.keys is None else KeyRing(policy.keys, now)
        self._quota = None if policy.quota == Quota() else policy.quota
        self._now = now
        self._accounts: dict[str, Account] = {}

    def admit(self, request: Request, dialect: str) -> Admission:
        """Let a request in, to an API of this name.

        Raises:
            KeyRefused: it has no key, one that is not known, or one that has expired.
        """
        if self._ring is None and self._quota is None:
            return UNMETERED
        keys = keys_of(request)
        key = keys[0] if keys else ""
        if self._ring is not None and dialect not in _KEYLESS:
            key = self._ring.check(keys)
        return Admission(self._account(key, self._quota), self._now) if self._quota else UNMETERED

    def _account(self, key: str, quota: Quota) -> Account:
        # Keys are not kept: their digests tell them apart as well.
        name = hashlib.sha256(key.encode(errors="backslashreplace")).hexdigest()
        if name not in self._accounts:
            if len(self._accounts) >= _MANY_ACCOUNTS:
                now = self._now()
                self._accounts = {known: each for known, each in self._accounts.items() if not each.is_full(now)}
            self._accounts[name] = Account(quota)
        return self._accounts[name]
