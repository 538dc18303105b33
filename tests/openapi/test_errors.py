import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.errors import ServiceError, UpstreamError
from service.openapi import error_tree
from service.openapi.error_shapes import ErrorBody, ErrorData
from service.openapi.typed_dict import members
from service.providers.openai_chunks import error_from
from tests.openapi.components import OPEN, at

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "ARCHITECTURE.md").read_text()
POSTS = ("/", "/api/chat", "/api/completion", "/api/object")


def family(kind: type[ServiceError]) -> list[type[ServiceError]]:
    below = [kind_ for child in kind.__subclasses__() for kind_ in family(child)]
    return [kind, *(kind_ for kind_ in below if kind_.__module__.startswith("service."))]


ALL = sorted({(str(kind.status), kind.code) for kind in family(ServiceError)})


def told(*path: str) -> list[str]:
    """Return the codes that a response may have."""
    return list(at(OPEN, *path, "headers", "x-error-code", "schema", "enum"))


@pytest.mark.parametrize("path", POSTS)
def test_every_error_is_described_with_its_status(path: str) -> None:
    statuses = [status for status in at(OPEN, "paths", path, "post", "responses") if status != "200"]
    described = [(status, code) for status in statuses for code in told("paths", path, "post", "responses", status)]
    assert sorted(described) == ALL


def test_the_document_and_the_page_list_the_same_errors() -> None:
    responses = error_tree.by_status()
    described = [
        (str(status), code) for status in responses for code in told("components", "responses", f"Error{status}")
    ]
    assert sorted(described) == sorted(re.findall(r"^\| (\d{3}) \| `(\w+)` \|", PAGE, re.MULTILINE))


def test_every_code_is_named_once() -> None:
    codes = at(OPEN, "components", "schemas", "ErrorCode", "enum")
    assert codes == sorted({code for _, code in ALL})
    assert sorted(told("components", "responses", "Error")) == sorted(code for _, code in ALL)


def test_an_error_of_an_application_is_not_ours_to_describe() -> None:
    program = "from service.errors import NotFound; from service.openapi import error_tree;"
    program += "Theirs = type('Theirs', (NotFound,), {'code': 'theirs'});"
    program += "print('theirs' in error_tree.codes(), 'not_found' in error_tree.codes())"
    # In another process: a class stays in the tree for as long as it pleases.
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "False True\n"


@pytest.mark.parametrize("status", [400, 401, 404, 418, 429, 500, 503, 504, 529])
def test_wherever_the_provider_may_say_when_to_try_again_it_is_described(status: int) -> None:
    ours = error_from(status, None, (("retry-after", "7"),))
    assert ours.headers
    assert "retry-after" in at(OPEN, "components", "responses", f"Error{ours.status}", "headers")


def test_no_other_error_says_when_to_try_again() -> None:
    for status, kinds in error_tree.by_status().items():
        may = "retry-after" in at(OPEN, "components", "responses", f"Error{status}", "headers")
        assert may is any(issubclass(kind, UpstreamError) for kind in kinds)


def test_a_chat_that_does_not_run_can_not_be_stopped() -> None:
    assert told("paths", "/api/chat/{id}/stop", "post", "responses", "404") == ["not_found"]


def test_a_service_without_a_key_is_not_ready() -> None:
    assert told("paths", "/readyz", "get", "responses", "503") == ["not_configured"]


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/{id}/stream", "/healthz", "/readyz", "/openapi.json"])
def test_whatever_goes_wrong_elsewhere_has_a_code(path: str) -> None:
    assert sorted(told("paths", path, "get", "responses", "default")) == sorted(code for _, code in ALL)


def test_every_error_has_the_one_body() -> None:
    responses: Any = OPEN["components"]
    for response in responses["responses"].values():
        assert list(response["content"]) == ["application/json"]
        assert response["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrorBody"}
    assert [member.name for member in members(ErrorBody)] == ["success", "error"]
    assert [member.name for member in members(ErrorData)] == ["code"]
