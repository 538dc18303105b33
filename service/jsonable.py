"""What an application's function returned, as JSON."""

from service import json_text
from service.field import JSON


def jsonable(result: object) -> JSON:
    """Return what pydantic makes of it: of a dataclass an object, of a date a string, ...

    Raises:
        ValueError: JSON has no form for it. Whatever serializers of the result's own raise passes, too.
    """
    from pydantic_core import to_jsonable_python  # noqa: PLC0415 - this module is imported where nothing is returned

    value: JSON = to_jsonable_python(result)
    # It leaves NaN and Infinity as they are; better to know it here than when the client is told.
    json_text.encode(value)
    return value
