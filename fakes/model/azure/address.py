"""How Azure is addressed: a deployment and a version of the API in the URL, or neither under the path of version 1."""

from urllib.parse import parse_qs

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import Field


def asked_model(call: ApiCall, body: Field) -> str:
    """Return the model: the deployment that the path names, whatever the body says; else the one in the body.

    Raises:
        ApiError: a deployment is asked for without a version of the API.
        FieldError: neither names one.
    """
    deployment = call.names.get("deployment")
    if deployment is None:
        return body.require("model").string()
    if not parse_qs(call.request.target.partition("?")[2]).get("api-version"):
        # Azure finds nothing at an address without a version.
        raise ApiError(404, "Resource not found", code="unknown_url")
    return deployment
