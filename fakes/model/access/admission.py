"""One request that was let in, and what it costs."""

from collections.abc import Callable

from fakes.model.access.account import Account, Standing
from fakes.model.access.quota import QuotaExceeded, retry_headers
from fakes.model.api_error import ApiError
from fakes.model.prompt import Prompt

RESERVED_TOKENS = 16
"""How many tokens an answer is reckoned at whose request sets no limit."""


def reserved(prompt: Prompt) -> int:
    """Return the tokens that are set aside for the answer: as many as it may have, for every choice."""
    limit = prompt.sampling.max_tokens
    return prompt.sampling.choices * (RESERVED_TOKENS if limit is None else limit)


class Admission:
    """A request and the account that pays for it; without an account everything is free.

    A request is charged before it is answered, with the tokens of its prompt and those that are reserved for the
    answer. They are not settled afterwards: what a short answer leaves comes back with the time.
    """

    def __init__(self, account: Account | None = None, now: Callable[[], float] = lambda: 0.0) -> None:
        self._account = account
        self._now = now
        self._tokens = 0
        self._charged = False

    @property
    def metered(self) -> bool:
        """Whether there is a quota."""
        return self._account is not None

    def charge(self, tokens: int = 0, *, model: str) -> None:
        """Charge one request, once, and ``tokens``. A request that is refused costs nothing at all.

        Raises:
            QuotaExceeded: there is not enough left.
        """
        if self._account is None:
            return
        try:
            self._account.charge(int(not self._charged), tokens, self._now(), model=model)
        except QuotaExceeded:
            if self._charged:
                self._account.give_back(1, self._tokens, self._now())
            self._charged, self._tokens = False, 0
            raise
        self._charged = True
        self._tokens += tokens

    def limited(self, error: ApiError) -> ApiError:
        """Make a refusal for too many requests true, and return it with headers that say when to come again.

        What it says of that itself stands. Without quotas nothing is changed.
        """
        if self._account is None:
            return error
        said = dict(error.headers)
        wait = _seconds(said)
        true = retry_headers(self._account.exhaust(self._tokens, wait, self._now()))
        headers = (*error.headers, *(pair for pair in true if pair[0] not in said))
        self._tokens = 0
        return ApiError(error.status, error.message, code=error.code, param=error.param, headers=headers)

    def standing(self) -> Standing:
        """Return what is left after this request."""
        return self._account.standing(self._tokens, self._now()) if self._account else Standing()


UNMETERED = Admission()
"""A request that nobody pays for: it costs nothing, and remembers nothing."""


def _seconds(headers: dict[str, str]) -> float | None:
    if ms := headers.get("retry-after-ms"):
        return float(ms) / 1000
    seconds = headers.get("retry-after")
    return None if seconds is None else float(seconds)
