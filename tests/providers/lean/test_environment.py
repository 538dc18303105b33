import pytest

from service.providers.lean.address import Address
from service.providers.lean.environment import Environment
from service.providers.lean.step_aside import StepAside

HTTPS = Address(secure=True, host="api.a.test", port=443)
HTTP = Address(secure=False, host="127.0.0.1", port=80)


def test_the_first_variable_that_is_set_counts() -> None:
    environment = Environment({"A": "", "B": "b", "C": "c"})
    assert environment.first("A", "B", "C") == "b"
    assert environment.first("A", "Z") is None


@pytest.mark.parametrize("value", ["a b", " a", "a\n", "\xe9", "\x7f"])
def test_a_value_that_fits_into_no_header_is_left_to_litellm(value: str) -> None:
    with pytest.raises(StepAside, match="KEY holds"):
        Environment({"KEY": value}).first("KEY")


@pytest.mark.parametrize("value", ["we", "we all", "https://we.test"])
def test_words_may_have_blanks_between_them(value: str) -> None:
    assert Environment({"NAME": value}).words("NAME", "nobody") == value
    assert Environment({"NAME": ""}).words("NAME", "nobody") == "nobody"


@pytest.mark.parametrize("value", [" we", "we ", "we  all", "we\tall", "\xe9"])
def test_other_blanks_and_letters_are_left_to_litellm(value: str) -> None:
    with pytest.raises(StepAside, match="NAME holds"):
        Environment({"NAME": value}).words("NAME", "nobody")


KNOWN = {"OPENAI_API_KEY"}


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_ORG_ID",
        "OPENAI_",
        "OPENAI_API_KEY_2",
        "LITELLM_PROXY_API_BASE",
        "LITELLM_MODE_2",
        "SSL_VERIFY",
        "USE_LITELLM_PROXY",
    ],
)
def test_a_variable_of_which_nothing_is_known_is_a_reason_to_step_aside(name: str) -> None:
    with pytest.raises(StepAside, match=f"^{name} is set$"):
        Environment({"OPENAI_API_KEY": "k", name: "x"}).require_nothing_else("OPENAI_", KNOWN)


def test_everything_else_is_none() -> None:
    known = {
        "OPENAI_API_KEY": "k",
        "LITELLM_MODE": "PRODUCTION",
        "GROQ_API_BASE": "x",
        "OPENAI_ORG_ID": "",
        "MY_OPENAI_ORG_ID": "x",
        "NOT_SSL_VERIFY": "x",
        "SSL_VERIFY_2": "x",
        "PATH": "/",
    }
    Environment(known).require_nothing_else("OPENAI_", KNOWN)


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({"HTTPS_PROXY": "http://p"}, HTTPS),
        ({"https_proxy": "http://p"}, HTTPS),
        ({"HTTP_PROXY": "http://p"}, HTTP),
        ({"ALL_PROXY": "http://p"}, HTTP),
        ({"all_proxy": "http://p", "NO_PROXY": "b.test, pi.a.test,.i.a.test,"}, HTTPS),
    ],
)
def test_a_proxy_on_the_way_is_left_to_litellm(variables: dict[str, str], address: Address) -> None:
    with pytest.raises(StepAside, match="proxy"):
        Environment(variables).require_direct(address)


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, HTTPS),
        ({"HTTP_PROXY": "http://p", "HTTPS_PROXY": ""}, HTTPS),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "*"}, HTTPS),
        ({"HTTPS_PROXY": "http://p", "no_proxy": "b.test, a.test"}, HTTPS),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": ".a.test"}, HTTPS),
        ({"ALL_PROXY": "http://p", "NO_PROXY": "localhost,127.0.0.1"}, HTTP),
    ],
)
def test_a_proxy_for_others_is_none(variables: dict[str, str], address: Address) -> None:
    Environment(variables).require_direct(address)
