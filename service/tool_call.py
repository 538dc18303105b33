"""A tool call as the model makes it."""

from msgspec import Struct

from service import json_text


class Call(Struct):
    """A tool call as far as the model has made it."""

    call_id: str
    name: str
    text: str = ""

    def json(self) -> str:
        """Return the arguments as a JSON object; an empty one where they are not: providers take nothing else."""
        try:
            value = json_text.decode(self.text)
        except ValueError:
            value = None
        return self.text if isinstance(value, dict) else "{}"
