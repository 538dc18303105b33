import pytest

from fakes.model.access.key_refused import KeyRefused
from fakes.model.access.key_ring import KeyRing
from fakes.model.access.key_set import KeySet, Lifetime


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def ring(clock: Clock | None = None, **lifetimes: Lifetime) -> KeyRing:
    return KeyRing(KeySet(lifetimes), clock or Clock())


@pytest.mark.parametrize(
    ("given", "fate", "shown"),
    [
        ((), "missing_key", ""),
        (("wrong", "other"), "invalid_key", "w****"),
        (("wrong", "old"), "expired_key", "***"),
        (("old", "wrong"), "expired_key", "***"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_key(given: tuple[str, ...], fate: str, shown: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        ring(good=Lifetime(), old=Lifetime(uses=0)).check(given)
    assert (refused.value.status, refused.value.fate, refused.value.code) == (401, fate, fate)
    assert refused.value.shown == shown
    assert not any(key in refused.value.message.split("'") for key in given)


def test_the_first_good_key_counts() -> None:
    assert ring(good=Lifetime(), fine=Lifetime()).check(("wrong", "fine", "good")) == "fine"


def test_a_key_that_names_a_session_is_always_good() -> None:
    assert ring(good=Lifetime()).check(("wrong", "fake-session-it")) == "fake-session-it"


def test_a_key_with_uses_is_good_as_often_as_that() -> None:
    keys = ring(key=Lifetime(uses=2))

    assert [keys.check(("key",)) for _ in range(2)] == ["key", "key"]
    with pytest.raises(KeyRefused):
        keys.check(("key",))


def test_a_key_with_an_end_is_good_until_then_from_the_beginning_on() -> None:
    clock = Clock()
    keys = ring(clock, key=Lifetime(seconds=5))

    clock.now += 4.9
    assert keys.check(("key",)) == "key"
    clock.now += 0.1
    with pytest.raises(KeyRefused):
        keys.check(("key",))


@pytest.mark.parametrize("wrong", [{"uses": -1}, {"seconds": -0.5}, {"seconds": float("nan")}])
def test_a_lifetime_is_a_finite_number_that_is_not_negative(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be a finite number that is not negative"):
        Lifetime(**wrong)


def test_a_key_set_does_not_show_its_keys() -> None:
    assert repr(KeySet.of("one", "two")) == "<KeySet of 2>"
