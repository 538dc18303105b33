import math

import pytest

from fakes.model.access.account import Account, Level, Standing
from fakes.model.access.quota import Quota, QuotaExceeded


def test_an_account_without_quotas_has_no_levels_and_is_never_short() -> None:
    account = Account(Quota())
    account.charge(1, 10**9, 0, model="m")

    assert account.standing(3, 0) == Standing(None, None, 3)
    assert account.is_full(0)


def test_a_charge_takes_from_both_quotas_and_comes_back() -> None:
    account = Account(Quota(requests=60, tokens=600))
    account.charge(1, 100, 0, model="m")

    assert account.standing(100, 0) == Standing(Level(60, 59, 1), Level(600, 500, 10), 100)
    assert [account.is_full(now) for now in (0, 9, 10)] == [False, False, True]


EXCESSES = [
    # The quotas, what was spent before, what is asked for now: unit, used, asked and wait.
    (Quota(requests=1, tokens=600), 10, 10, ("requests", 1, 1, 60.0)),
    (Quota(requests=60, tokens=600), 590, 100, ("tokens", 590, 100, 9.0)),
    (Quota(requests=1, tokens=600), 600, 600, ("requests", 1, 1, 60.0)),
    (Quota(tokens=600), 0, 601, ("tokens", 0, 601, math.inf)),
    (Quota(requests=1, tokens=600), 0, 601, ("tokens", 0, 601, math.inf)),
]


@pytest.mark.parametrize(("quota", "spent", "asked", "expected"), EXCESSES)
def test_what_is_too_much_is_refused_for_the_quota_that_is_longer_in_coming_and_costs_nothing(
    quota: Quota, spent: int, asked: int, expected: tuple[str, int, int, float]
) -> None:
    account = Account(quota)
    account.charge(1, spent, 0, model="m")
    before = account.standing(0, 0)

    with pytest.raises(QuotaExceeded) as refused:
        account.charge(1, asked, 0, model="m")

    excess = refused.value.excess
    assert (excess.unit, excess.used, excess.asked, excess.wait) == expected
    assert account.standing(0, 0) == before


def test_the_headers_of_a_refusal_are_rounded_up_and_absent_where_waiting_does_not_help() -> None:
    account = Account(Quota(tokens=600))
    account.charge(1, 600, 0, model="m")

    with pytest.raises(QuotaExceeded, match=r"^Rate limit reached for m on tokens per min \(TPM\): ") as later:
        account.charge(1, 123, 0, model="m")
    with pytest.raises(QuotaExceeded, match=r"^Request too large for m on tokens per min \(TPM\): ") as never:
        account.charge(1, 601, 0, model="m")

    assert later.value.message.endswith("Limit 600, Used 600, Requested 123. Please try again in 12.3s.")
    assert (later.value.status, later.value.code) == (429, "rate_limit_exceeded")
    assert later.value.headers == (("retry-after", "13"), ("retry-after-ms", "12300"))
    assert never.value.headers == ()


EXHAUSTED = [
    # The quotas, the tokens of the request, the wait that is wished for, the wait, and what is left of each quota.
    (Quota(requests=60, tokens=600), 100, None, 1.0, (0, 600)),
    (Quota(requests=60, tokens=600), 100, 5.0, 5.0, (0, 600)),
    (Quota(requests=60), 0, 0.5, 0.5, (0, None)),
    (Quota(tokens=600), 100, None, 10.0, (None, 0)),
    (Quota(tokens=600), 100, 30.0, 30.0, (None, 0)),
    (Quota(tokens=600), 0, None, 0.1, (None, 0)),
]


@pytest.mark.parametrize(("quota", "tokens", "wished", "wait", "left"), EXHAUSTED)
def test_an_exhausted_account_grants_the_request_after_the_wait_and_not_before(
    quota: Quota, tokens: int, wished: float | None, wait: float, left: tuple[int | None, int | None]
) -> None:
    account = Account(quota)
    account.charge(1, tokens, 0, model="m")

    assert account.exhaust(tokens, wished, 0) == pytest.approx(wait)
    now = account.standing(0, 0)
    assert (now.requests and now.requests.remaining, now.tokens and now.tokens.remaining) == left
    with pytest.raises(QuotaExceeded):
        account.charge(1, max(tokens, 1), wait * 0.99, model="m")
    account.charge(1, tokens, wait, model="m")


@pytest.mark.parametrize("wrong", [{"requests": 0}, {"tokens": -1}])
def test_a_quota_is_at_least_one(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="and must be at least 1 a minute"):
        Quota(**wrong)
