import pytest

from fakes.platform import Cors
from fakes.platform.request import Request

HERE = "https://app.example"
ELSEWHERE = "https://evil.example"
OPEN = Cors()
NARROW = Cors(origins=(HERE,), methods=("POST", "GET"), headers=("content-type",), expose=("x-a", "x-b"), max_age=600)
TRUSTING = Cors(credentials=True)


def preflight(origin: str = HERE, *, method: str = "OPTIONS", asked: str = "POST", headers: str = "x-mine") -> Request:
    given = {"origin": origin, "access-control-request-method": asked, "access-control-request-headers": headers}
    return Request(method=method, target="/", headers=tuple((name, value) for name, value in given.items() if value))


@pytest.mark.parametrize(
    ("request_", "is_one"),
    [(preflight(), True), (preflight(asked=""), False), (preflight(method="POST"), False)],
)
def test_a_preflight_is_known_by_its_method_and_its_question(request_: Request, *, is_one: bool) -> None:
    assert OPEN.is_preflight(request_) is is_one


@pytest.mark.parametrize(
    ("cors", "request_", "answer"),
    [
        (OPEN, preflight(), {"origin": "*", "methods": "POST", "headers": "x-mine"}),
        (OPEN, preflight(headers=""), {"origin": "*", "methods": "POST"}),
        (OPEN, preflight(origin=""), {}),
        (NARROW, preflight(), {"origin": HERE, "methods": "POST,GET", "headers": "content-type", "max": "600"}),
        (NARROW, preflight(ELSEWHERE), {}),
        (TRUSTING, preflight(), {"origin": HERE, "credentials": "true", "methods": "POST", "headers": "x-mine"}),
    ],
)
def test_a_preflight_is_answered(cors: Cors, request_: Request, answer: dict[str, str]) -> None:
    names = {
        "access-control-allow-origin": "origin",
        "access-control-allow-methods": "methods",
        "access-control-allow-headers": "headers",
        "access-control-allow-credentials": "credentials",
        "access-control-max-age": "max",
    }
    headers = cors.preflight(request_)
    assert {names[name]: value for name, value in headers if name in names} == answer
    assert (("vary", "Origin") in headers) is (answer.get("origin") == HERE)


@pytest.mark.parametrize(
    ("cors", "origin", "added"),
    [
        (OPEN, HERE, (("access-control-allow-origin", "*"),)),
        (OPEN, "", ()),
        (
            NARROW,
            HERE,
            (("access-control-allow-origin", HERE), ("vary", "Origin"), ("access-control-expose-headers", "x-a,x-b")),
        ),
        (NARROW, ELSEWHERE, ()),
    ],
)
def test_an_answer_gets_the_url_s_headers_in_place_of_the_function_s(
    cors: Cors, origin: str, added: tuple[tuple[str, str], ...]
) -> None:
    said = (("x-a", "1"), ("Access-Control-Allow-Origin", "function"))
    assert cors.apply(preflight(origin, method="POST"), said) == (("x-a", "1"), *added)
