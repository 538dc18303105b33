"""The keys of a server at work in one session."""

from collections import Counter
from collections.abc import Callable, Sequence

from fakes.model.access.credentials import KEY_PREFIX
from fakes.model.access.key_refused import KeyRefused
from fakes.model.access.key_set import KeySet


class KeyRing:
    """Checks the keys of requests, and counts their uses. ``now`` is the session's clock."""

    def __init__(self, keys: KeySet, now: Callable[[], float]) -> None:
        self._keys = keys
        self._now = now
        self._began = now()
        self._uses: Counter[str] = Counter()

    def check(self, given: Sequence[str]) -> str:
        """Return the first of the keys given that is good, and count its use.

        Raises:
            KeyRefused: none is good; the error speaks of the first one that is known, else of the first.
        """
        expired = None
        for key in given:
            if key.startswith(KEY_PREFIX):
                return key
            lifetime = self._keys.lifetimes.get(key)
            if lifetime is None:
                continue
            old = lifetime.seconds is not None and self._now() - self._began >= lifetime.seconds
            if not old and (lifetime.uses is None or self._uses[key] < lifetime.uses):
                self._uses[key] += 1
                return key
            expired = expired or key
        if expired is not None:
            raise KeyRefused("expired_key", expired)
        raise KeyRefused("invalid_key", given[0]) if given else KeyRefused("missing_key")
