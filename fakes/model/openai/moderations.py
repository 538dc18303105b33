"""POST /v1/moderations: https://platform.openai.com/docs/api-reference/moderations (categories: openai SDK 2.54.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fakes.model.api_call import ApiCall
from fakes.model.dialect import Dialect
from fakes.model.field import Field
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.images import read_image
from fakes.model.reply import Reply, json_reply
from fakes.model.text.chooser import Chooser
from fakes.model.text.known_signs import known

WORDS: Mapping[str, tuple[str, ...]] = {
    "harassment": ("idiot", "moron"),
    "harassment/threatening": ("i will hurt you",),
    "sexual": ("erotic", "pornography"),
    "hate": ("subhuman",),
    "hate/threatening": ("exterminate them",),
    "illicit": ("counterfeit", "shoplift"),
    "illicit/violent": ("build a bomb",),
    "self-harm/intent": ("kill myself", "hurt myself"),
    "self-harm/instructions": ("how to hurt myself",),
    "self-harm": ("kill myself", "hurt myself", "suicide"),
    "sexual/minors": ("child abuse material",),
    "violence": ("kill", "murder", "stab", "bomb"),
    "violence/graphic": ("gore", "dismember"),
}
"""What each category flags: these words, in any case, as whole words."""

SEEING = frozenset(
    ("self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "violence", "violence/graphic")
)
"""The categories that look at images, too. No image is ever flagged."""

DEFAULT_MODEL = "omni-moderation-latest"
_KNOWN = frozenset(("model", "input"))
_FLAGGED = tuple(range(850_000, 1_000_000))
_CLEAN = tuple(range(1, 500))
_PATTERNS = {
    category: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    for category, words in WORDS.items()
}


@dataclass(slots=True)
class Judged:
    """What is judged together: texts, and whether there are texts and images at all."""

    texts: list[str] = field(default_factory=list)
    images: int = 0


class Moderations:
    """Flags what holds one of a few words."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return one verdict for each text, or one for all parts together.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        for name in body.keys():  # noqa: SIM118 - a method of its own, not a dict's
            if name not in _KNOWN:
                raise Field(None, name).fail("is not a parameter of this request", "unknown_parameter")
        model = body.get("model")
        identity = call.session.identity
        return json_reply(
            {
                "id": identity.id("modr-", call.request),
                "model": DEFAULT_MODEL if model is None else model.string(),
                "results": [_verdict(judged, identity.seed) for judged in _read(body.require("input"))],
            }
        )


def _read(given: Field) -> list[Judged]:
    if isinstance(given.value, str):
        return [Judged([given.value])]
    items = tuple(given.items())
    if not items:
        raise given.fail("must hold at least one text", "empty_array")
    if isinstance(items[0].value, dict):
        return [_read_parts(items)]
    return [Judged([item.string()]) for item in items]


def _read_parts(parts: tuple[Field, ...]) -> Judged:
    judged = Judged()
    for part in parts:
        if part.require("type").one_of(("text", "image_url")) == "text":
            judged.texts.append(part.require("text").string())
        else:
            read_image(part)
            judged.images += 1
    return judged


def _verdict(judged: Judged, seed: str) -> dict[str, object]:
    text = "\n".join(judged.texts)
    heard = known(text)
    flags = {category: pattern.search(heard) is not None for category, pattern in _PATTERNS.items()}
    return {
        "flagged": any(flags.values()),
        "categories": flags,
        "category_scores": {category: _score(category, text, seed, flagged=flag) for category, flag in flags.items()},
        "category_applied_input_types": {category: _seen(category, judged) for category in flags},
    }


def _score(category: str, text: str, seed: str, *, flagged: bool) -> float:
    return Chooser("moderation", seed, category, text).pick(_FLAGGED if flagged else _CLEAN) / 1_000_000


def _seen(category: str, judged: Judged) -> list[str]:
    text = ["text"] if judged.texts else []
    return [*text, "image"] if judged.images and category in SEEING else text
