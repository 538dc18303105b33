"""GET /v1/models: what can be asked for."""

from fakes.model.api_call import ApiCall
from fakes.model.dialect import Dialect
from fakes.model.model_name import ModelName, model_not_found
from fakes.model.reply import Reply, json_reply


class ModelList:
    """The models that have a name of their own: the built-in ones and the session's scripts."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return all of them."""
        names = (f"fake/{name}" for name in call.session.model_ids)
        return json_reply({"object": "list", "data": [_body(name, call) for name in names]})


class ModelCard:
    """One model. Any name outside ``fake/`` is a model, too."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return it.

        Raises:
            ApiError: there is none of this name.
        """
        text = call.names["model"]
        if not call.session.has_model(ModelName.parse(text)):
            raise model_not_found(text)
        return json_reply(_body(text, call))


def _body(name: str, call: ApiCall) -> dict[str, object]:
    return {"id": name, "object": "model", "created": call.session.identity.created, "owned_by": "tokenwire"}
