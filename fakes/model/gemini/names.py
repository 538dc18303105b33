"""The model in a path."""

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.model_name import ModelName

_GOOGLE = "google"


def asked_model(call: ApiCall) -> ModelName:
    """Return the model that a path names. Vertex AI knows models by their publisher: ``fake`` publishes ours.

    Raises:
        ApiError: it has an option that it can't have.
    """
    text, publisher = call.names["model"], call.names.get("publisher", _GOOGLE)
    return ModelName.parse(text if publisher == _GOOGLE else f"{publisher}/{text}")


def known_model(call: ApiCall) -> ModelName:
    """Return the model that a path names, if there is one.

    Raises:
        ApiError: there is none of this name.
    """
    model = asked_model(call)
    if not call.session.has_model(model):
        raise ApiError(
            404,
            f"models/{model.text} is not found for API version v1beta, or is not supported for this method.",
            code="model_not_found",
            param="model",
        )
    return model
