"""The model that a request names."""

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.model_name import ModelName


def known_model(text: str, call: ApiCall) -> ModelName:
    """Return a model, if there is one. Any name outside ``fake/`` is one.

    Raises:
        ApiError: there is none of this name, or it has an option that it can't have.
    """
    model = ModelName.parse(text)
    if not call.session.has_model(model):
        raise ApiError(404, f"model: {model.text}", code="model_not_found")
    return model
