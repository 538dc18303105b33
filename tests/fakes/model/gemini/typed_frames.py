"""What Gemini says, held to the types of its client. A word that its enums do not have is a warning: an error here."""

import json
from collections.abc import Mapping
from datetime import datetime

from google.genai import types


def check(body: Mapping[str, object]) -> None:
    """Assert that it is a chunk of a stream, or a whole answer: nothing that the client does not know."""
    rest = dict(body)
    if "createTime" in rest:
        # A strict reading takes no text for it, though JSON has nothing else.
        assert datetime.fromisoformat(str(rest.pop("createTime"))).tzinfo
    types.GenerateContentResponse.model_validate_json(json.dumps(rest), strict=True, extra="forbid")
