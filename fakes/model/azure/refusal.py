"""Errors in Azure's shapes: the gateway's have a code and a message; the model's are OpenAI's; the filters say more."""

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.azure.content_filter import prompt_results
from fakes.model.model_name import UnknownModel
from fakes.model.openai.refusal import error_body as openai_body
from fakes.model.reply import Reply, json_reply

_NO_DEPLOYMENT = (
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, "
    "please wait a moment and try again."
)
# Its clients know the refusal of a prompt by these words.
_FILTERED = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
    "Please modify your prompt and retry."
)
_FILTERS = ("content_filter", "content_policy_violation")
_GATEWAY = (401, 403, 404, 405, 429)


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong."""
    if isinstance(error, UnknownModel):
        return {"code": "DeploymentNotFound", "message": _NO_DEPLOYMENT}
    if error.code == "unknown_url":
        return {"code": "404", "message": "Resource not found"}
    if error.code in _FILTERS:
        return _filtered(error)
    if error.status in _GATEWAY:
        return {"code": str(error.status), "message": error.message}
    return openai_body(error)


def refusal(error: ApiError, signature: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an error as an answer, under the headers of every answer."""
    return json_reply({"error": error_body(error)}, status=error.status, headers=(*error.headers, *signature))


def stream_error(error: ApiError) -> bytes:
    """Return the event that says, inside a stream, that it has failed."""
    return b"data: " + compact_json.encode({"error": error_body(error)}) + b"\n\n"


def _filtered(error: ApiError) -> dict[str, object]:
    return {
        "message": _FILTERED,
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": error.status,
        "innererror": {
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": prompt_results(jailbreak=True),
        },
    }
