import pytest

from fakes.model.access.account import Account, Standing
from fakes.model.access.admission import Admission, reserved
from fakes.model.access.quota import Quota, QuotaExceeded
from fakes.model.api_error import ApiError
from fakes.model.model_name import ModelName
from fakes.model.prompt import Prompt
from fakes.model.sampling import Sampling


def test_without_an_account_everything_is_free_and_nothing_is_told() -> None:
    admission, error = Admission(), ApiError(429, "no", headers=(("retry-after", "2"),))
    admission.charge(10**9, model="m")

    assert not admission.metered
    assert admission.standing() == Standing()
    assert admission.limited(error) is error


def test_a_request_is_charged_once_and_its_tokens_as_often_as_they_come() -> None:
    admission = Admission(Account(Quota(requests=60, tokens=600)))
    admission.charge(10, model="m")
    admission.charge(20, model="m")

    standing = admission.standing()
    assert standing.requests is not None
    assert standing.tokens is not None
    assert (standing.requests.remaining, standing.tokens.remaining, standing.cost) == (59, 570, 30)


def test_a_request_whose_tokens_are_refused_later_costs_nothing_either() -> None:
    admission = Admission(Account(Quota(requests=60, tokens=600)))
    admission.charge(10, model="m")
    with pytest.raises(QuotaExceeded):
        admission.charge(591, model="m")

    standing = admission.standing()
    assert standing.requests is not None
    assert standing.tokens is not None
    assert (standing.requests.remaining, standing.tokens.remaining, standing.cost) == (60, 600, 0)


SAID = [
    ((), (("retry-after", "1"), ("retry-after-ms", "1000"))),
    ((("retry-after", "2.5"),), (("retry-after", "2.5"), ("retry-after-ms", "2500"))),
    ((("retry-after-ms", "2500"),), (("retry-after-ms", "2500"), ("retry-after", "3"))),
    ((("retry-after", "9"), ("retry-after-ms", "2500")), (("retry-after", "9"), ("retry-after-ms", "2500"))),
]


@pytest.mark.parametrize(("said", "told"), SAID)
def test_a_refusal_that_is_made_true_keeps_what_it_says_and_is_told_the_rest(
    said: tuple[tuple[str, str], ...], told: tuple[tuple[str, str], ...]
) -> None:
    admission = Admission(Account(Quota(requests=60)))
    admission.charge(model="m")

    limited = admission.limited(ApiError(429, "no", code="x", param="y", headers=said))

    assert (limited.status, limited.message, limited.code, limited.param) == (429, "no", "x", "y")
    assert limited.headers == told
    standing = admission.standing()
    assert standing.requests is not None
    assert standing.requests.remaining == 0


@pytest.mark.parametrize(
    ("sampling", "tokens"),
    [(Sampling(), 16), (Sampling(max_tokens=100), 100), (Sampling(choices=3, max_tokens=100), 300)],
)
def test_as_many_tokens_are_reserved_as_the_answer_may_have(sampling: Sampling, tokens: int) -> None:
    assert reserved(Prompt(dialect="openai", model=ModelName("m"), turns=(), sampling=sampling)) == tokens
