"""What an AI SDK's own server sent, and what we send where our model and tools do the same."""

import json
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from service.approvals import read_approvals
from service.conversation import Conversation, Patience
from service.errors import ServiceError
from service.events import Event, MessageEnd, MessageStart
from service.field import JSON, Field
from service.ids import monotonic
from service.model import ModelChunk, ModelRequest
from service.protocols.data_stream import DataStream
from service.protocols.protocol import StreamProtocol
from service.protocols.text_stream import TextStream
from service.protocols.ui_message_stream import Sdk, UIMessageStream
from service.stop import Stop
from service.tool_job import question_about
from service.tool_run import ToolRun
from service.turn import Turn
from service.usage import Usage
from tests.recorded_model import Act, chunks_of, tools_of

_FOLDER = Path(__file__).parent.parent / "vectors" / "clients"
_SDKS = {5: Sdk.V5, 6: Sdk.V6, 7: Sdk.V7}
_ID = re.compile(r'"(messageId|id|toolCallId|approvalId|sourceId)":"([^"]*)"')


class Stopped(BaseException):
    """Somebody stops the answer on purpose."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer of one SDK's server.

    Attributes:
        major: the SDK's.
        name: the scenario's.
        document: as recorded: model, response, and uiMessages where an assistant's message goes on.
    """

    major: int
    name: str
    document: dict[str, Any]

    @property
    def protocol(self) -> StreamProtocol:
        """What we answer such a client in."""
        if self.document["protocol"] == "text":
            return TextStream()
        return DataStream() if self.major == 4 else UIMessageStream(_SDKS[self.major])

    @property
    def theirs(self) -> str:
        """What the SDK's server sent, ids renamed."""
        return _renamed(self.document["response"]["body"])

    async def ours(self) -> str:
        """Return what we send, ids renamed; nothing where the answer has a status of its own instead of a stream."""
        answering = Conversation(
            model=_Model(iter(self.document["model"]["steps"])),
            patience=Patience(first=60, between=60, total=60),
            clock=monotonic,
            stop=Stop(),
        ).answer(self._turn)
        protocol, body = self.protocol, b""
        try:
            async for events in answering.events():
                body += protocol.encode(map(self._with_metadata, events))
        except ServiceError:
            assert body == b""
        except Stopped:
            body += protocol.encode(answering.abort())
        return _renamed(body.decode())

    @property
    def _turn(self) -> Turn:
        model, messages = self.document["model"], self.document.get("uiMessages", [])
        request = ModelRequest(model="mock", messages=(), temperature=0, max_output_tokens=1)
        # Our questions are named after their calls; the recording's are named by chance.
        approvals = [
            replace(approval, approval_id=question_about(approval.call_id))
            for approval in read_approvals(Field(messages))
        ]
        return Turn(
            request=request,
            message_id=messages[-1]["id"] if messages else "msg-1",
            report=lambda _: None,
            tools=ToolRun(tools=tools_of(model), can_approve=self.major >= 6),
            approvals=tuple(approvals),
            max_steps=model.get("maxSteps", 1),
        )

    def _with_metadata(self, event: Event) -> Event:
        """Return the event with the metadata that the recorded application chose to send."""
        told = self.name != "plain-text-defaults"
        match event:
            case MessageStart():
                return replace(event, metadata={"model": "mock"} if told else None)
            case MessageEnd():
                return replace(event, metadata={"usage": self._counts(event.usage)} if told else None)
            case _:
                return event

    def _counts(self, usage: Usage) -> JSON:
        asked, said = usage.prompt_tokens, usage.completion_tokens
        counts = {"inputTokens": asked, "outputTokens": said}
        total = None if asked is None or said is None else asked + said
        if self.major == 5:
            return _known({**counts, "totalTokens": total})
        return _known(
            {
                "inputTokens": asked,
                "inputTokenDetails": _known({"noCacheTokens": asked}),
                "outputTokens": said,
                "outputTokenDetails": _known({"textTokens": said}),
                "totalTokens": total,
            }
        )


def recordings() -> Iterator[Recording]:
    """Yield all there are."""
    for major in (4, 5, 6, 7):
        document = json.loads((_FOLDER / f"v{major}.json").read_text(encoding="utf-8"))
        for name, scenario in document["scenarios"].items():
            yield Recording(major, name, scenario)


@dataclass(frozen=True, slots=True)
class _Model:
    """Does what the script says, one step a request."""

    steps: Iterator[list[Act]]

    async def stream(self, _request: ModelRequest) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
        for number, act in enumerate(next(self.steps)):
            if "abort" in act:
                raise Stopped
            for chunk in chunks_of(act, number):
                yield (chunk,)


def _known(counts: dict[str, Any]) -> JSON:
    return {name: count for name, count in counts.items() if count is not None}


def _renamed(body: str) -> str:
    """Return the body with the n-th distinct id of a kind as ``<n>``."""
    seen: dict[str, list[str]] = {}

    def rename(found: re.Match[str]) -> str:
        kind, name = found.groups()
        names = seen.setdefault(kind, [])
        if name not in names:
            names.append(name)
        return f'"{kind}":"<{names.index(name) + 1}>"'

    return _ID.sub(rename, body)


def lines(body: str) -> list[str]:
    """Return the lines that say something; a text of the text protocol may hold anything, and is one."""
    return [line for line in body.split("\n") if line]
