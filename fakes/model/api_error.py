"""A refusal in the shape that OpenAI's API gives to all of them."""

from fakes.model.field import FieldError
from fakes.model.reply import Reply, json_reply


class ApiError(Exception):
    """A request that is answered with an error: a status, and what the error body says.

    ``param`` names the place in the request that is at fault, ``code`` is for machines; both may be absent.
    """

    def __init__(self, status: int, message: str, *, code: str | None, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param

    @classmethod
    def of(cls, error: FieldError) -> "ApiError":
        """Return the refusal of a request with a wrong field."""
        return cls(400, str(error), code=error.code, param=error.path or None)

    def reply(self, *headers: tuple[str, str]) -> Reply:
        """Return the answer that says so."""
        server = self.status >= 500  # noqa: PLR2004 - where HTTP's server errors begin
        error = {
            "message": self.message,
            "type": "server_error" if server else "invalid_request_error",
            "param": self.param,
            "code": self.code,
        }
        return json_reply({"error": error}, status=self.status, headers=headers)
