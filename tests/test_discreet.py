from typing import ClassVar

import pytest
from msgspec.structs import replace

from service.discreet import Discreet


class Login(Discreet, frozen=True, kw_only=True):
    hidden: ClassVar[frozenset[str]] = frozenset({"word"})

    name: str
    word: str = "none"


def test_what_is_hidden_is_not_shown() -> None:
    login = Login(name="Ada", word="tomato")
    assert repr(login) == str(login) == f"{login}" == "Login(name='Ada')"


def test_it_is_a_field_as_any_other() -> None:
    login = Login(name="Ada", word="tomato")
    assert login.word == "tomato"
    assert login != Login(name="Ada")
    assert replace(login, name="Bob").word == "tomato"
    with pytest.raises(AttributeError, match="immutable"):
        login.name = "Bob"  # type: ignore[misc] # that it can't be is the point


def test_nothing_is_hidden_by_default() -> None:
    class Plain(Discreet, frozen=True, kw_only=True):
        name: str = "Ada"

    assert repr(Plain()) == f"{Plain.__name__}(name='Ada')"
