import re
from collections.abc import Iterator

import pytest

from service import errors, upstream_errors
from service.errors import (
    ActionNotStreamed,
    InvalidRequest,
    ModelNotAllowed,
    ServiceError,
    UnknownAction,
    UpstreamError,
)

_BRANCH = re.compile(r"    (?P<indent>[│├└─ ]*)(?P<name>\w+)(?: +(?P<status>\d{3}) (?P<code>\w+))?")

Line = tuple[int, str, int | None, str | None]
"""Depth in the tree, name, status, code."""


def tree_in(document: str | None) -> list[Line]:
    """Read the tree that a module's docstring draws."""
    assert document is not None
    drawing = document.partition("::\n\n")[2].partition("\n\n")[0]
    branches = [_BRANCH.match(line) for line in drawing.splitlines()]
    assert all(branches)
    return [
        (len(b["indent"]) // 4, b["name"], int(b["status"]) if b["status"] else None, b["code"]) for b in branches if b
    ]


def tree_of(root: type[ServiceError], module: str, depth: int = 0) -> Iterator[Line]:
    """Walk the classes of one module, parents first, in the order in which they are defined."""
    yield (depth, root.__name__, *((None, None) if root is ServiceError else (root.status, root.code)))
    for child in root.__subclasses__():
        if child.__module__ == module:
            yield from tree_of(child, module, depth + 1)


def family(root: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for child in root.__subclasses__():
        if child.__module__.startswith("service."):
            yield child
            yield from family(child)


ALL = list(family(ServiceError))
BY_ARGUMENT: dict[type[ServiceError], tuple[ServiceError, str]] = {
    UnknownAction: (UnknownAction("dance"), "Unknown action: dance"),
    ActionNotStreamed: (
        ActionNotStreamed("llm-generate"),
        "Streaming handler only supports chat-v2-stream, not llm-generate",
    ),
    ModelNotAllowed: (ModelNotAllowed("gpt-9"), "Model not allowed: gpt-9"),
}
PLAIN = [error for error in ALL if error not in BY_ARGUMENT]

every_class = pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)
every_plain_class = pytest.mark.parametrize("error", PLAIN, ids=lambda error: error.__name__)


@pytest.mark.parametrize(
    ("document", "root", "module"),
    [
        (errors.__doc__, ServiceError, "service.errors"),
        (upstream_errors.__doc__, UpstreamError, "service.upstream_errors"),
    ],
    ids=["errors", "upstream_errors"],
)
def test_the_tree_in_the_docstring_is_the_tree_of_classes(document: str, root: type[ServiceError], module: str) -> None:
    assert tree_in(document) == list(tree_of(root, module))


def test_every_failure_stands_in_one_of_the_two_files() -> None:
    assert {error.__module__ for error in ALL} == {"service.errors", "service.upstream_errors"}


def test_no_two_failures_share_a_code() -> None:
    assert len({error.code for error in ALL}) == len(ALL)


@every_class
def test_a_code_is_one_lower_case_word(error: type[ServiceError]) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)


@every_class
def test_a_status_is_a_failures(error: type[ServiceError]) -> None:
    assert 400 <= error.status <= 599


@pytest.mark.parametrize("error", list(family(InvalidRequest)), ids=lambda error: error.__name__)
def test_what_can_not_be_read_is_the_clients_mistake(error: type[ServiceError]) -> None:
    assert error.status == 400


@every_plain_class
def test_a_failure_has_a_sentence_for_people(error: type[ServiceError]) -> None:
    assert re.fullmatch(r"[A-Za-z].*[^.\s]", error().message)


@pytest.mark.parametrize(("error", "message"), BY_ARGUMENT.values(), ids=[error.__name__ for error in BY_ARGUMENT])
def test_some_sentences_name_what_was_asked_for(error: ServiceError, message: str) -> None:
    assert (error.message, str(error)) == (message, message)


@every_plain_class
def test_a_detail_never_shows(error: type[ServiceError]) -> None:
    failure = error(detail="Incorrect API key provided: sk-secret")
    assert failure.detail == "Incorrect API key provided: sk-secret"
    assert (failure.message, str(failure), failure.args) == (error.sentence, error.sentence, (error.sentence,))


@every_plain_class
def test_a_message_of_our_own_replaces_the_sentence(error: type[ServiceError]) -> None:
    assert (error("Ours").message, str(error("Ours"))) == ("Ours", "Ours")


def test_an_empty_message_is_a_message() -> None:
    assert InvalidRequest("").message == ""


def test_a_failure_brings_its_headers() -> None:
    headers = (("retry-after", "7"),)
    assert upstream_errors.RateLimited(headers=headers).headers == headers
    assert upstream_errors.RateLimited().headers == ()
