"""How one candidate says its parts: its texts, thoughts and calls, and where the proof of a thought is."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fakes.model.dialect import Heading, SpokenPart
from fakes.model.saying import FinishReason

Part = dict[str, object]

_REASONS: Mapping[FinishReason, str] = {
    "stop": "STOP",
    "tool_calls": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
}
_BLOCKED = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}]


@dataclass(frozen=True, slots=True)
class Manners:
    """What differs between models and doors: calls have ids, calls are signed, answers tell when they were made."""

    names_calls: bool
    signs_calls: bool
    tells_time: bool


class Voice:
    """One candidate. The signature of a thought goes with the next call, else with the last text."""

    def __init__(self, heading: Heading, choice: int, manners: Manners) -> None:
        self._heading = heading
        self._choice = choice
        self._manners = manners
        self._signature = ""
        self._called = False
        self._said = False
        self._malformed = ""

    def text(self, piece: str) -> Part:
        """Return a part that says words."""
        self._said = True
        return {"text": piece}

    def thought(self, piece: str) -> Part:
        """Return a part that thinks."""
        return {"text": piece, "thought": True}

    def thought_over(self, part: SpokenPart) -> None:
        """Note that a thought has ended."""
        self._signature = part.signature

    def call(self, part: SpokenPart, arguments: str) -> Part | None:
        """Return a part that calls; None where the arguments are no object: Gemini never sends such a call."""
        try:
            args = json.loads(arguments)
        except (ValueError, RecursionError):
            args = None
        if not isinstance(args, dict):
            self._malformed = f"Malformed function call: {part.name}({arguments})"
            return None
        call = {"name": part.name, "args": args, **({"id": part.id} if self._manners.names_calls else {})}
        signature = self._signature or self._unseen_signature()
        self._signature, self._called = "", True
        return {"functionCall": call, **_signed(signature)}

    def ending(self) -> Part:
        """Return the empty part that ends a streamed candidate; it may hold the proof of what was thought before."""
        return {"text": "", **_signed(self._signature if self._said else "")}

    def finish(self, reason: FinishReason) -> dict[str, object]:
        """Return what a candidate says of its end."""
        if self._malformed and reason != "length":
            return {"finishReason": "MALFORMED_FUNCTION_CALL", "finishMessage": self._malformed}
        return {"finishReason": _REASONS[reason], **({"safetyRatings": _BLOCKED} if reason == "content_filter" else {})}

    def parts(self, spoken: Iterable[tuple[SpokenPart, str]]) -> list[Part]:
        """Return the parts of a candidate that is not streamed."""
        said: list[Part] = []
        for part, text in spoken:
            if part.kind == "reasoning":
                said.append(self.thought(text))
                self.thought_over(part)
            elif part.kind == "call":
                call = self.call(part, text)
                said.extend([call] if call else [])
            elif part.kind != "redacted":
                said.append(self.text(text))
        proof = self.ending()
        if "thoughtSignature" in proof:
            last = next(part for part in reversed(said) if "text" in part and "thought" not in part)
            last["thoughtSignature"] = proof["thoughtSignature"]
        return said

    def _unseen_signature(self) -> str:
        # Only the first call of a candidate carries a proof, and it does so although nobody saw the thought.
        if self._called or not self._manners.signs_calls:
            return ""
        digits = self._heading.id("", str(self._choice), "thought", length=64)
        return base64.b64encode(bytes.fromhex(digits)).decode()


def _signed(signature: str) -> dict[str, object]:
    if not signature:
        return {}
    try:
        base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        # The field is bytes, whatever a scenario calls its signature.
        signature = base64.b64encode(signature.encode(errors="replace")).decode()
    return {"thoughtSignature": signature}
