import math

import pytest

from fakes.model.logprobs import rated


@pytest.mark.parametrize("top", range(21))
@pytest.mark.parametrize("token", [" the", "Zebra"])
def test_the_token_is_the_most_likely_and_all_together_are_no_more_than_certain(token: str, top: int) -> None:
    logprob = rated(3, token, top=top, seed="a")

    chances = [math.exp(value) for _, value in logprob.top]
    assert len(logprob.top) == top
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.00001
    assert len({name for name, _ in logprob.top}) == top
    if top:
        assert logprob.top[0] == (token, logprob.logprob)


def test_they_follow_from_seed_place_and_token() -> None:
    assert rated(3, "a", top=2, seed="a") == rated(3, "a", top=2, seed="a")
    assert len({rated(at, "a", top=0, seed=seed).logprob for at in range(4) for seed in "ab"}) > 4
