from typing import Any

import anyio
import pytest

from service.awslambda.asgi import ASGIApp, Message, Receive, Scope, Send
from service.awslambda.lifespan import Lifespan, StartupFailed

pytestmark = pytest.mark.anyio


async def state_of(lifespan: Lifespan) -> dict[str, Any]:
    with anyio.fail_after(5):
        return await lifespan.state()


async def test_what_the_application_left_is_the_state_of_every_request_and_no_request_can_change_it() -> None:
    asked: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append({**scope, "state": {}})
        message = await receive()
        assert message == {"type": "lifespan.startup"}
        scope["state"]["model"] = "loaded"
        await send({"type": "lifespan.startup.complete"})
        await receive()
        raise AssertionError("the shutdown never comes")

    lifespan = Lifespan(app)
    first = await state_of(lifespan)
    assert first == {"model": "loaded"}
    first["mine"] = 1
    assert await state_of(lifespan) == {"model": "loaded"}
    assert asked == [{"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}]
    assert lifespan._task is not None
    lifespan._task.cancel()


async def raises(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise KeyError("no lifespan here")


async def returns(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Return without a word."""


@pytest.mark.parametrize("app", [raises, returns])
async def test_an_application_without_a_lifespan_has_an_empty_state(app: ASGIApp) -> None:
    lifespan = Lifespan(app)
    assert await state_of(lifespan) == {}
    assert await state_of(lifespan) == {}


@pytest.mark.parametrize(("said", "told"), [({"message": "no disk"}, "no disk"), ({}, "the application can't start")])
@pytest.mark.parametrize("then", ["raises", "returns"])
async def test_an_application_that_can_not_start_says_why_and_is_asked_again(
    said: dict[str, str], told: str, then: str
) -> None:
    answers: list[Message] = [
        {"type": "lifespan.startup.failed", **said},
        {"type": "lifespan.startup.failed", **said},
        {"type": "lifespan.startup.complete"},
    ]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        answer = answers.pop(0)
        await send(answer)
        if answer["type"] != "lifespan.startup.complete" and then == "raises":
            raise RuntimeError("as Starlette does")
        scope["state"]["started"] = True

    lifespan = Lifespan(app)
    for _ in range(2):
        with pytest.raises(StartupFailed, match=told):
            await state_of(lifespan)
        await anyio.wait_all_tasks_blocked()
    await state_of(lifespan)
    assert answers == []
