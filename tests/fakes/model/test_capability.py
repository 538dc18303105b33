from typing import Protocol, runtime_checkable

from fakes.model.capability import able


@runtime_checkable
class Loud(Protocol):
    def shout(self) -> str: ...


class Dog:
    def shout(self) -> str:
        return "Wau"


class Fish:
    pass


def test_who_has_the_methods_is_able_and_who_has_not_is_not() -> None:
    for _ in range(2):
        dog = able(Dog(), Loud)  # type: ignore[type-abstract] # it is a protocol that is asked for
        assert dog is not None
        assert dog.shout() == "Wau"
        assert able(Fish(), Loud) is None  # type: ignore[type-abstract] # as above
