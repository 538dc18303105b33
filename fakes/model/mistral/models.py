"""GET /v1/models: what can be asked for, and what it can do."""

from fakes.model.api_call import ApiCall
from fakes.model.dialect import Dialect
from fakes.model.reply import Reply, json_reply

_CAN = (
    "completion_chat", "function_calling", "vision", "reasoning",
)  # fmt: skip
_CANNOT = ("completion_fim", "fine_tuning", "classification", "moderation", "ocr", "audio")


class ModelList:
    """The models that have a name of their own: the built-in ones and the session's scripts."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return all of them."""
        names = (f"fake/{name}" for name in call.session.model_ids)
        return json_reply({"object": "list", "data": [_body(name, call) for name in names]})


def _body(name: str, call: ApiCall) -> dict[str, object]:
    return {
        "id": name,
        "object": "model",
        "created": call.session.identity.created,
        "owned_by": "tokenwire",
        "capabilities": {**dict.fromkeys(_CAN, True), **dict.fromkeys(_CANNOT, False)},
        "name": name,
        "max_context_length": call.session.setup.context_window,
        "aliases": [],
        "type": "base",
    }
