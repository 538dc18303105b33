"""What the model thought earlier, as frontends send it back: ``reasoning`` parts of ai 4, and of ai 5 to 7.

Only what its provider signed or sealed is of use again; the rest is kept, for it is nobody else's to judge.
"""

from collections.abc import Iterator

from service.field import JSON, Field
from service.messages import ReasoningPart
from service.well_formed import well_formed

_AI4_PROVIDER = "anthropic"
"""ai 4 does not say whose signature it is; in its time only Anthropic signed."""


def read_reasoning(part: Field) -> Iterator[ReasoningPart]:
    """Yield a part's thoughts; nothing where there are none, for example in a part that broke off.

    Raises:
        InvalidRequest: naming the field.
    """
    details = part.member("details")
    if details is not None:
        for detail in details.items():
            yield from _detail(detail)
        return
    text = well_formed(part.text("text") or part.text("reasoning") or "")
    provider, signature, data = _proof(part.object().get("providerMetadata"))
    if text or provider:
        yield ReasoningPart(text, provider, signature, data)


def _detail(detail: Field) -> Iterator[ReasoningPart]:
    match detail.required("type").string():
        case "text":
            text, signature = well_formed(detail.text("text") or ""), well_formed(detail.text("signature") or "")
            yield ReasoningPart(text, _AI4_PROVIDER if signature else "", signature)
        case "redacted":
            yield ReasoningPart("", _AI4_PROVIDER, data=well_formed(detail.required("data").string()))
        case _:
            pass


def _proof(metadata: JSON) -> tuple[str, str, str]:
    """Return provider, signature and sealed thoughts; whatever else providers put there is theirs."""
    for provider, said in metadata.items() if isinstance(metadata, dict) else ():
        if isinstance(said, dict):
            signature, data = said.get("signature"), said.get("redactedData")
            if isinstance(data, str) and data:
                return provider, "", well_formed(data)
            if isinstance(signature, str) and signature:
                return provider, well_formed(signature), ""
    return "", "", ""
