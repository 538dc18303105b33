"""GET /v1/models: what can be asked for."""

from fakes.model.identity import Identity
from fakes.model.model_name import BUILT_IN, ModelName, model_not_found
from fakes.model.reply import Reply, json_reply
from fakes.model.script_runner import ScriptRunner


class Models:
    """The models of one server: the built-in ones and its scripts. Any name outside ``fake/`` is a model, too."""

    def __init__(self, *, scripts: ScriptRunner, identity: Identity) -> None:
        self._scripts = scripts
        self._identity = identity

    def list(self) -> Reply:
        """Return all models that have a name of their own."""
        names = (f"fake/{name}" for name in (*BUILT_IN, *self._scripts.ids))
        return json_reply({"object": "list", "data": [self._body(name) for name in names]})

    def retrieve(self, text: str) -> Reply:
        """Return one model.

        Raises:
            ApiError: there is none of this name.
        """
        fake_id = ModelName.parse(text).fake_id
        if fake_id is not None and fake_id not in BUILT_IN and not self._scripts.find(fake_id):
            raise model_not_found(text)
        return json_reply(self._body(text))

    def _body(self, name: str) -> dict[str, object]:
        return {"id": name, "object": "model", "created": self._identity.created, "owned_by": "tokenwire"}
