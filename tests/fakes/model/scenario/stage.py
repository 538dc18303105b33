"""A stage for scenarios: prompts, requests and casts, as short as a test wants them."""

import json
from pathlib import Path

from fakes.model.field import Field
from fakes.model.journal import Journal
from fakes.model.model_name import ModelName
from fakes.model.prompt import MadeCall, OfferedTool, Prompt, ToolChoice, ToolResult, Turn
from fakes.model.request import Request
from fakes.model.saying import Text
from fakes.model.scenario.cast import Cast
from fakes.model.scenario.line import Line
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.scenario import Scenario


def asked(  # each is one thing that a scenario may look at
    user: str = "Hello",
    *,
    model: str = "gpt-5",
    dialect: str = "openai",
    system: str = "",
    before: tuple[Turn, ...] = (),
    results: tuple[Turn, ...] = (),
    images: tuple[str, ...] = (),
    tools: tuple[str, ...] = (),
    choice: ToolChoice | None = None,
    stream: bool = False,
) -> Prompt:
    """A prompt: a system turn if it has words, what was before, the user's turn, and tool results."""
    turns = (*((Turn("system", system),) if system else ()), *before, Turn("user", user, images), *results)
    return Prompt(
        dialect=dialect,
        model=ModelName.parse(model),
        turns=turns,
        tools=tuple(map(OfferedTool, tools)),
        tool_choice=choice or ToolChoice(),
        stream=stream,
    )


def result(text: str, name: str = "", *, call_id: str = "c1", failed: bool = False) -> Turn:
    """The turn of a tool that answered."""
    return Turn("tool", text, result=ToolResult(call_id, name, failed))


def called(name: str, call_id: str = "c1") -> Turn:
    """The assistant's turn that called a tool."""
    return Turn("assistant", calls=(MadeCall(call_id, name, "{}"),))


def sent(body: object = None, **headers: str) -> Request:
    """A request; header names have underscores for hyphens."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Request("POST", "/v1/chat/completions", named, b"" if body is None else json.dumps(body).encode())


def playbook(*documents: dict[str, object]) -> Playbook:
    """Scenarios, as if they stood in ``s.yaml``; those without a name get a, b, c, and they all say their name."""
    whole = [{"name": "abcdefgh"[at], **document} for at, document in enumerate(documents)]
    said = [
        document if {"say", "sequence", "fault"} & set(document) else {**document, "say": document["name"]}
        for document in whole
    ]
    return Playbook(
        tuple(Scenario.read(Field(document, f"scenarios[{at}]"), "s.yaml") for at, document in enumerate(said))
    )


def cast(*documents: dict[str, object], strict: bool = False, journal: Journal | None = None) -> Cast:
    """A cast of ``playbook(*documents)``."""
    return Cast(playbook(*documents), strict=strict, seed="seed", journal=Journal() if journal is None else journal)


def said(line: Line | None) -> str | None:
    """The text of the first saying; None where nothing matched."""
    if line is None:
        return None
    texts = [part.text for part in line.sayings[0].parts if isinstance(part, Text)]
    return "".join(text for text in texts if isinstance(text, str))


def spoken(troupe: Cast, prompt: Prompt | None = None, request: Request | None = None) -> str | None:
    """What a cast says to a prompt."""
    return said(troupe.choose(prompt or asked(), request or sent()))


def written(folder: Path, **files: object) -> Path:
    """Write files, whose ending stands behind two underscores; what is no text is written as JSON."""
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name.replace("__", ".")).write_text(text)
    return folder
