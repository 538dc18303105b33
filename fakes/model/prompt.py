"""What a model is asked, whichever dialect asked it."""

from dataclasses import dataclass, field
from typing import Literal

from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A tool call that the assistant made earlier. ``arguments`` are JSON as text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool answered. ``name`` is empty where the dialect names only the call."""

    call_id: str
    name: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the conversation: its texts joined, the media types of its images, its calls or its one result.

    A ``tool`` turn has exactly one result, whose text is ``text``: a dialect that sends several together makes several
    turns of them, so that every dialect counts the same tokens.
    """

    role: Role
    text: str = ""
    images: tuple[str, ...] = ()
    calls: tuple[MadeCall, ...] = ()
    result: ToolResult | None = None


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """A tool that the model may call. ``parameters`` is its JSON Schema; None where it takes none."""

    name: str
    parameters: Field | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """Which calls are wished for. ``names``, when there are any, are the only tools that may be called."""

    mode: Literal["auto", "none", "required"] = "auto"
    names: tuple[str, ...] = ()
    parallel: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One request for an answer.

    ``dialect`` is the name of the API that was asked: ``openai``, ``responses``, ``anthropic`` and so on. ``reasons``
    says that reasoning may be shown: a reasoning model was asked, and the dialect has a place for it;
    ``reasons_unseen`` that the model reasons, and is billed for it, but nobody sees it. The ids of its calls begin with
    ``call_prefix``. ``roomy`` says that the dialect has room for thoughts, sources and files that nobody asked for.
    """

    dialect: str
    model: ModelName
    turns: tuple[Turn, ...]
    tools: tuple[OfferedTool, ...] = ()
    tool_choice: ToolChoice = field(default_factory=ToolChoice)
    sampling: Sampling = field(default_factory=Sampling)
    form: ResponseFormat = field(default_factory=ResponseFormat)
    reasons: bool = False
    reasons_unseen: bool = False
    stream: bool = False
    call_prefix: str = "call_"
    roomy: bool = False

    @property
    def question(self) -> Turn:
        """The last turn of a user; an empty one where no user has spoken."""
        return next((turn for turn in reversed(self.turns) if turn.role == "user"), Turn("user"))

    @property
    def system(self) -> str:
        """The system's texts, one a line."""
        return "\n".join(turn.text for turn in self.turns if turn.role == "system")

    @property
    def number(self) -> int:
        """How many turns of users there are: 1 in the first request of a conversation."""
        return sum(turn.role == "user" for turn in self.turns)

    @property
    def results(self) -> tuple[Turn, ...]:
        """The tool turns at the end of the conversation, in their order; none where somebody else spoke last."""
        found: list[Turn] = []
        for turn in reversed(self.turns):
            if turn.role != "tool":
                break
            found.append(turn)
        return tuple(reversed(found))
