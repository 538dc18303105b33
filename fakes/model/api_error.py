"""A refusal, before a dialect gives it its shape."""

from fakes.model.field import FieldError


class ApiError(Exception):
    """A request that is answered with an error: a status, and what the error says.

    ``param`` names the place in the request that is at fault, ``code`` is OpenAI's word for what is wrong; both may be
    absent. ``headers`` go with it, such as ``retry-after``. ``field`` is the cause, where a wrong field is.
    """

    def __init__(  # noqa: PLR0913 - keywords, each a fact of the one answer
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        field: FieldError | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.headers = headers
        self.field = field

    @classmethod
    def of(cls, error: FieldError) -> "ApiError":
        """Return the refusal of a request with a wrong field."""
        return cls(400, str(error), code=error.code, param=error.path or None, field=error)
