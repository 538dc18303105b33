"""The model of a request."""

from dataclasses import replace

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.model_name import ModelName
from fakes.model.ollama.body import string

LATEST = ":latest"
"""The tag of a model that names none."""


def known_model(call: ApiCall, body: Field, *, key: str = "model") -> ModelName:
    """Return the model that a request names; a name and the same with ``:latest`` are one model.

    Raises:
        ApiError: it names none, or one that does not exist.
        FieldError: the name is no text.
    """
    text = string(body, key)
    if not text:
        raise ApiError(400, "model is required", code="missing_required_parameter", param=key)
    model = replace(ModelName.parse(text.removesuffix(LATEST)), text=text)
    if not call.session.has_model(model):
        raise ApiError(404, f"model '{text}' not found", code="model_not_found", param=key)
    return model
