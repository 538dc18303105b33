import argparse
import re

import pytest

from fakes.model.access.cors import Cors
from fakes.model.access.key_set import KeySet, Lifetime
from fakes.model.access.options import access_policy, add_arguments
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota


def policy(*arguments: str) -> AccessPolicy:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return access_policy(parser.parse_args(arguments))


SAID = [
    ([], AccessPolicy()),
    (["--key", "a", "--key", "b=c"], AccessPolicy(keys=KeySet.of("a", "b=c"))),
    (["--key-expires", "a=3"], AccessPolicy(keys=KeySet({"a": Lifetime(uses=3)}))),
    (["--key-expires", "b=c=1.5s"], AccessPolicy(keys=KeySet({"b=c": Lifetime(seconds=1.5)}))),
    (
        ["--key-expires", "a=3", "--key", "a", "--key", "b", "--key-expires", "a=9s"],
        AccessPolicy(keys=KeySet({"a": Lifetime(seconds=9, uses=3), "b": Lifetime()})),
    ),
    (["--rpm", "60", "--tpm", "1000"], AccessPolicy(quota=Quota(requests=60, tokens=1000))),
    (["--cors", "*"], AccessPolicy(cors=Cors(("*",)))),
    (
        ["--cors", "http://localhost:3000", "--cors", "null"],
        AccessPolicy(cors=Cors(("http://localhost:3000", "null"))),
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), SAID)
def test_the_options_say_who_is_let_in(arguments: list[str], expected: AccessPolicy) -> None:
    assert policy(*arguments) == expected


WRONG = [
    (["--key", ""], "--key and --key-expires need a key"),
    (["--key-expires", "=3"], "--key and --key-expires need a key"),
    (["--key-expires", "my-secret=soon"], "--key-expires ends 'my*******' at 'soon', and must be KEY=N for N uses"),
    (["--key-expires", "my-secret=-1"], "--key-expires ends 'my*******' at '-1'"),
    (["--key-expires", "my-secret=nans"], "--key-expires ends 'my*******' at 'nans'"),
    (["--rpm", "0"], "the quota of requests is 0, and must be at least 1 a minute"),
    (["--tpm", "-5"], "the quota of tokens is -5, and must be at least 1 a minute"),
    (["--cors", "localhost:3000"], "--cors is 'localhost:3000', and must be an origin such as http://localhost:3000"),
    (["--cors", "http://a/"], "--cors is 'http://a/'"),
]


@pytest.mark.parametrize(("arguments", "complaint"), WRONG)
def test_what_cannot_be_meant_is_refused_and_shows_no_key(arguments: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}") as refused:
        policy(*arguments)
    assert "my-secret" not in str(refused.value)
