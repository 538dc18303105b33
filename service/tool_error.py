"""A tool's own word about why it failed."""


class ToolError(Exception):
    """Raised by a tool, by what checks its arguments, or by what asks whether it needs consent.

    The message is public: the model reads it, to do better, and so may the client. What any other exception says is
    only logged.
    """

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
