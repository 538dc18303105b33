"""The AI SDK's generations: what is installed of each, and how an application may hold it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Generation:
    """One release of ``ai`` with its hooks.

    Attributes:
        name: its folder in ``generations``.
        ai: the release of ``ai``; of 4, whose client code is in other packages, the one that they belong to.
        react: the release of ``@ai-sdk/react``.
    """

    name: str
    ai: str
    react: str

    @property
    def major(self) -> int:
        """What decides which protocol it speaks."""
        return int(self.ai.partition(".")[0])

    @property
    def doors(self) -> tuple[str, ...]:
        """The doors of a chat; the first one is the hook."""
        return ("useChat", "callChatApi") if self.major == DATA_STREAM else ("useChat", "Chat")

    @property
    def sdk(self) -> str | None:
        """What it may say of itself with ``?sdk=``; None for 5.0.0, which does not understand what came later in 5."""
        return None if self.name == "5.0.0" else str(self.major)

    @property
    def overlooks_steps(self) -> bool:
        """Whether it goes on by itself behind any results: ai 4.1 does not look for a step behind them."""
        return self.name == "4.1"

    def renamed(self, name: str) -> "Generation":
        """Return one in another folder."""
        return replace(self, name=name)

    def __str__(self) -> str:
        return f"ai@{self.ai}"


DATA_STREAM = 4
"""The major whose protocol is its own."""

GENERATIONS = (
    Generation("4.1", "4.1.66", "1.1.25"),
    Generation("4.3", "4.3.19", "1.2.12"),
    Generation("5.0.0", "5.0.0", "2.0.0"),
    Generation("5", "5.0.277", "2.0.280"),
    Generation("6.0.0", "6.0.0", "3.0.0"),
    Generation("6", "6.0.324", "3.0.327"),
    Generation("7.0.0", "7.0.0", "4.0.0"),
    Generation("7", "7.0.173", "4.0.177"),
)
