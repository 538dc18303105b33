"""Made-up runtime clients, shaped like awslambdaric 3 and 4. The real ones: test_runtime.py, tests/matrix."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from service.awslambda import ResponseStream, hooks, streamify_response
from tests.awslambda.runtime_api import Conduct, RuntimeApi

Loaded = Any
"""A made-up module or class, of which only the shape counts."""

NAME = "awslambdaric.lambda_runtime_client"
ERROR = json.dumps({"errorType": "ValueError", "errorMessage": "no", "requestId": "request-1", "stackTrace": []})


class Request:
    def __init__(self, **given: object) -> None:
        self.__dict__.update(given)


class Library:
    """The C library: keeps what it is told to post."""

    def __init__(self) -> None:
        self.posted: list[tuple[object, ...]] = []

    def post_invocation_result(self, *arguments: object) -> None:
        self.posted.append(("result", *arguments))

    def post_error(self, *arguments: object) -> None:
        self.posted.append(("error", *arguments))


def shaped(generation: int, address: str) -> Loaded:
    """Return a module like that of awslambdaric 3 or 4: one class, or a base and two that inherit from it."""
    module: Loaded = ModuleType(NAME)
    module.runtime_client = Library()

    class Client:
        lambda_runtime_address = address

        def wait_next_invocation(self) -> Request:
            newer = {"invocation_id": "invocation-1"} if generation == 4 else {}
            return Request(invoke_id="request-1", **newer)

        def post_invocation_result(self, invoke_id: str, data: str, kind: str = "json", *more: object) -> str:
            module.runtime_client.post_invocation_result(invoke_id, data, kind, *more)
            return "result"

        def post_invocation_error(self, invoke_id: str, error: str, cause: str, *more: object) -> str:
            module.runtime_client.post_error(invoke_id, error, cause, *more)
            return "error"

    class Child(Client):
        pass

    class Multi(Client):
        def post_invocation_result(self, invoke_id: str, data: str, kind: str = "json", *more: object) -> str:
            return super().post_invocation_result(invoke_id, data, kind, *more)

    if generation == 3:
        module.LambdaRuntimeClient = Client
    else:
        module.BaseLambdaRuntimeClient = Client
        module.LambdaRuntimeClient = Child
        module.LambdaMultiConcurrentRuntimeClient = Multi
    return module


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    with RuntimeApi() as api:
        yield api


@pytest.fixture(params=["3", "4", "4, several at once"])
def module(request: pytest.FixtureRequest, api: RuntimeApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loaded]:
    """A loaded awslambdaric; ``client_class`` is the class that it uses."""
    module = shaped(int(request.param[0]), api.address)
    several = request.param.endswith("once")
    module.client_class = module.LambdaMultiConcurrentRuntimeClient if several else module.LambdaRuntimeClient
    monkeypatch.setitem(sys.modules, NAME, module)
    yield module
    hooks._current.clear()


def streaming(text: str = "a", error: Exception | None = None) -> Callable[..., Any]:
    @streamify_response
    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        stream.write(text)
        if error:
            raise error

    return handler


def invoke(client: Loaded, handler: Callable[..., Any]) -> object:
    """Do what awslambdaric does for one invocation."""
    request = client.wait_next_invocation()
    try:
        result = json.dumps(handler({}, None))
    except ValueError:
        return client.post_invocation_error(request.invoke_id, ERROR, "cause")
    return client.post_invocation_result(request.invoke_id, result)


def test_a_streamed_response_is_posted_once_and_by_us(module: Loaded, api: RuntimeApi) -> None:
    invoke(module.client_class(), streaming("a"))
    assert module.runtime_client.posted == []
    assert [(posted.body, posted.whole) for posted in api.posted] == [(b"a", True)]
    older = module.client_class is getattr(module, "LambdaRuntimeClient", None) and not hasattr(
        module, "BaseLambdaRuntimeClient"
    )
    assert api.posted[0].header("lambda-runtime-invocation-id") == (None if older else "invocation-1")


def test_an_error_behind_the_first_byte_leaves_as_trailers(module: Loaded, api: RuntimeApi) -> None:
    invoke(module.client_class(), streaming("a", ValueError("no")))
    assert module.runtime_client.posted == []
    assert api.posted[0].trailers["lambda-runtime-function-error-type"] == "ValueError"


def test_an_error_before_the_first_byte_is_awslambdarics(module: Loaded, api: RuntimeApi) -> None:
    assert invoke(module.client_class(), streaming("", ValueError("no"))) == "error"
    assert module.runtime_client.posted == [("error", "request-1", ERROR, "cause")]
    assert api.posted == []


def test_a_handler_that_does_not_stream_is_awslambdarics(module: Loaded, api: RuntimeApi) -> None:
    streaming()
    assert invoke(module.client_class(), lambda event, context: "plain") == "result"
    assert module.runtime_client.posted == [("result", "request-1", '"plain"', "json")]
    assert api.connections == []


def test_a_handler_that_streams_and_one_that_does_not_take_turns(module: Loaded, api: RuntimeApi) -> None:
    client = module.client_class()
    for _ in range(2):
        invoke(client, streaming("a"))
        invoke(client, lambda event, context: "plain")
    assert [posted.body for posted in api.posted] == [b"a", b"a"]
    assert len(module.runtime_client.posted) == 2


def test_another_invocations_result_is_not_ours(module: Loaded, api: RuntimeApi) -> None:
    client = module.client_class()
    streaming()
    client.wait_next_invocation()
    client.post_invocation_result("request-0", "late")
    assert module.runtime_client.posted == [("result", "request-0", "late", "json")]


def test_installing_twice_changes_nothing(module: Loaded) -> None:
    assert hooks.install()
    before = {name: dict(vars(vars(module)[name])) for name in vars(module) if name in hooks._CLASSES}
    assert hooks.install()
    assert {name: dict(vars(vars(module)[name])) for name in before} == before


def test_a_class_that_inherits_is_wrapped_where_it_defines_something(module: Loaded) -> None:
    hooks.install()
    for name in hooks._CLASSES:
        client = getattr(module, name, None)
        for method in ("wait_next_invocation", "post_invocation_result", "post_invocation_error"):
            if client is not None and method in vars(client):
                assert vars(client)[method].__wrapped__


# Beside others who wrap the same methods.


def drain(client: Loaded, calls: list[str]) -> None:
    """Wrap as Sentry does: without functools.wraps, on the class that awslambdaric uses."""

    def wrapped(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it is
            calls.append(name)
            return original(*arguments, **named)

        return inner

    for name in ("post_invocation_result", "post_invocation_error"):
        setattr(client, name, wrapped(name, getattr(client, name)))


@pytest.mark.parametrize("order", ["before", "after", "before and after"])
@pytest.mark.parametrize(
    ("text", "error"),
    [("a", None), ("a", ValueError("no")), ("", ValueError("no"))],
    ids=["streamed", "broken", "failed before"],
)
def test_who_wraps_the_same_methods_is_called_as_ever(
    module: Loaded, api: RuntimeApi, order: str, text: str, error: Exception | None
) -> None:
    calls: list[str] = []
    if "before" in order:
        drain(module.client_class, calls)
    handler = streaming(text, error)
    if "after" in order:
        drain(module.client_class, calls)
    invoke(module.client_class(), handler)
    called = "post_invocation_error" if error else "post_invocation_result"
    assert calls == [called] * (2 if "and" in order else 1)
    assert len(api.posted) + len(module.runtime_client.posted) == 1
    assert isinstance(module.runtime_client, Library)


# What the Runtime API says.


@pytest.mark.parametrize("error", [None, ValueError("no")], ids=["whole", "broken"])
@pytest.mark.parametrize("status", [400, 410, 413])
def test_a_refusal_is_logged_and_no_more(
    status: int, error: Exception | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with RuntimeApi(conduct=(Conduct(status=status),)) as api:
        module = shaped(4, api.address)
        monkeypatch.setitem(sys.modules, NAME, module)
        invoke(module.LambdaMultiConcurrentRuntimeClient(), streaming("a", error))
        hooks._current.clear()
    assert [r.message for r in caplog.records if "did not take" in r.message] == [
        f"the Runtime API did not take the response (status {status})"
    ]


def test_an_error_that_can_not_be_told_is_logged(module: Loaded, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        current = hooks.current()
        assert current is not None
        assert current.response is not None
        current.response.close()
        raise ValueError("no")

    @streamify_response
    def handler(_event: object, stream: ResponseStream, _context: object) -> None:
        stream.write("a")
        fail()

    with caplog.at_level(logging.WARNING):
        invoke(module.client_class(), handler)
    assert [r.message.partition(":")[0] for r in caplog.records] == [
        "the error could not be told",
        "the Runtime API did not take the response (status None)",
    ]


@pytest.mark.parametrize(
    ("error", "error_type"),
    [('{"errorType":"KeyError"}', "KeyError"), ("{}", "Error"), ("[]", "Error"), ("not JSON", "Error"), ("1", "Error")],
)
def test_the_errors_type_is_awslambdarics(module: Loaded, api: RuntimeApi, error: str, error_type: str) -> None:
    client = module.client_class()
    handler = streaming("a", ValueError("no"))
    request = client.wait_next_invocation()
    with pytest.raises(ValueError, match="no"):
        handler({}, None)
    client.post_invocation_error(request.invoke_id, error, "cause")
    assert api.posted[0].trailers["lambda-runtime-function-error-type"] == error_type


# Where there is none.


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    monkeypatch.delenv("AWS_LAMBDA_RUNTIME_API", raising=False)
    return monkeypatch


def test_without_a_runtime_api_nothing_is_imported(absent: pytest.MonkeyPatch) -> None:
    absent.setattr("importlib.import_module", lambda name: pytest.fail(f"imported {name}"))
    assert not hooks.install()
    assert NAME not in sys.modules
    assert hooks.current() is None


def test_an_awslambdaric_that_can_not_be_imported_does_no_harm(absent: pytest.MonkeyPatch) -> None:
    absent.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
    # This is how Python says that there is no such module.
    absent.setitem(sys.modules, "awslambdaric", None)
    assert not hooks.install()


def test_where_a_runtime_api_is_the_client_is_imported(absent: pytest.MonkeyPatch) -> None:
    module = shaped(4, "127.0.0.1:9001")
    absent.setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
    absent.setattr("importlib.import_module", {NAME: module}.__getitem__)
    assert hooks.install()
    assert module.BaseLambdaRuntimeClient.wait_next_invocation.__wrapped__


def test_a_module_of_another_shape_is_left_alone(absent: pytest.MonkeyPatch) -> None:
    module: Loaded = ModuleType(NAME)
    module.LambdaRuntimeClient = type("LambdaRuntimeClient", (), {})
    absent.setitem(sys.modules, NAME, module)
    assert hooks.install()
    assert [name for name in vars(module.LambdaRuntimeClient) if not name.startswith("__")] == [hooks._MARK]
