"""What Google says of a key: the Gemini API, whose keys are in a project's hands, and Vertex AI, which wants tokens."""

from collections.abc import Mapping

from fakes.model.access.key_refused import KeyRefused

_RPC = "type.googleapis.com/google.rpc"
_SERVICES = {False: "generativelanguage.googleapis.com", True: "aiplatform.googleapis.com"}
_UNREGISTERED = (
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other "
    "form of API consumer identity to call this API."
)
_KEYS: Mapping[str, tuple[int, str, str, str]] = {
    "missing_key": (403, "PERMISSION_DENIED", "", _UNREGISTERED),
    "invalid_key": (400, "INVALID_ARGUMENT", "API_KEY_INVALID", "API key not valid. Please pass a valid API key."),
    "expired_key": (400, "INVALID_ARGUMENT", "API_KEY_INVALID", "API key expired. Please renew the API key."),
}
_SIGN_IN = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
_TOKENS: Mapping[str, tuple[int, str, str, str]] = {
    "missing_key": (
        401,
        "UNAUTHENTICATED",
        "CREDENTIALS_MISSING",
        f"Request is missing required authentication credential. {_SIGN_IN}",
    ),
    "invalid_key": (
        401,
        "UNAUTHENTICATED",
        "ACCESS_TOKEN_TYPE_UNSUPPORTED",
        f"Request had invalid authentication credentials. {_SIGN_IN}",
    ),
    "expired_key": (
        401,
        "UNAUTHENTICATED",
        "ACCESS_TOKEN_EXPIRED",
        f"Request had invalid authentication credentials. {_SIGN_IN}",
    ),
}


def key_refusal(error: KeyRefused, *, vertex: bool) -> tuple[int, dict[str, object]]:
    """Return the status and the body of the refusal of a key."""
    code, status, reason, message = (_TOKENS if vertex else _KEYS)[error.fate]
    body: dict[str, object] = {"code": code, "message": message, "status": status}
    if reason:
        info = {
            "@type": f"{_RPC}.ErrorInfo",
            "reason": reason,
            "domain": "googleapis.com",
            "metadata": {"service": _SERVICES[vertex]},
        }
        body["details"] = [info]
    return code, {"error": body}
