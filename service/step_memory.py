"""What a model said in a step, for when it is asked again: its text, and the thoughts that some providers want back."""

from service.messages import ReasoningPart


class StepMemory:
    """Grows with the step, so it is kept only for models that have tools to call."""

    __slots__ = ("_reasoning", "_texts", "_thoughts")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._thoughts: list[str] = []
        self._reasoning: list[ReasoningPart] = []

    @property
    def text(self) -> str | None:
        """What it said; None for nothing."""
        return "".join(self._texts) or None

    @property
    def reasoning(self) -> tuple[ReasoningPart, ...]:
        """What it thought, part by part."""
        return tuple(self._reasoning)

    def say(self, *texts: str) -> None:
        """Add to its text."""
        self._texts.extend(texts)

    def think(self, text: str) -> None:
        """Add to the thoughts that are being thought."""
        self._thoughts.append(text)

    def sign(self, provider: str, signature: str) -> None:
        """Complete these thoughts; both are empty where nobody signed them."""
        text = "".join(self._thoughts)
        self._thoughts.clear()
        if text or signature:
            self._reasoning.append(ReasoningPart(text, provider, signature))

    def seal(self, provider: str, data: str) -> None:
        """Add thoughts that only their provider can read."""
        self._reasoning.append(ReasoningPart("", provider, data=data))
