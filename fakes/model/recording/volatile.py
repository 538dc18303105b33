"""What changes from run to run in the same request, and does not make it another one."""

import re
from collections.abc import Iterable, Sequence

PLACEHOLDER = "[volatile]"
"""What stands in a recording for something volatile."""

DEFAULT_PATHS = (
    "$.user",
    "$.safety_identifier",
    "$.prompt_cache_key",
    "$.metadata.user_id",
    "$.metadata.session_id",
    "$.metadata.request_id",
    "$.metadata.trace_id",
)
"""Where the providers' APIs take names of users, sessions and requests, which the model never sees."""

_SEGMENT = re.compile(
    r"\.(?P<name>[\w-]+)|\[(?P<quote>['\"])(?P<quoted>[^'\"]+)(?P=quote)\]|\[(?P<index>[0-9]+)\]|\.\*|\[\*\]"
)

_Segment = str | int | None


class Volatile:
    """The places and the texts in a request's body that are not compared.

    ``paths`` are written ``$.metadata.user_id``, ``$.messages[*].id`` or ``$['odd name'][0]``, a part of JSONPath (RFC
    9535): what stands there may be anything, but something must. ``patterns`` are regular expressions: what they find
    in any string may be anything that they find.

    Raises:
        ValueError: a path or a pattern cannot be understood.
    """

    def __init__(self, *, paths: Iterable[str] = DEFAULT_PATHS, patterns: Iterable[str] = ()) -> None:
        self._paths = tuple(map(_read_path, paths))
        try:
            self._patterns = tuple(map(re.compile, patterns))
        except re.error as error:
            raise ValueError(f"a volatile text is not a regular expression: {error}") from None

    def settle(self, document: object) -> object:
        """Return a JSON value with a placeholder for everything volatile."""
        for path in self._paths:
            document = _replaced(document, path)
        return self._settle_strings(document)

    def settle_text(self, text: str) -> str:
        """Return a text with a placeholder for everything that the patterns find."""
        for pattern in self._patterns:
            text = pattern.sub(PLACEHOLDER, text)
        return text

    def _settle_strings(self, value: object) -> object:
        if isinstance(value, str):
            return self.settle_text(value)
        if isinstance(value, list):
            return [self._settle_strings(item) for item in value]
        if isinstance(value, dict):
            return {name: self._settle_strings(member) for name, member in value.items()}
        return value


def _read_path(path: str) -> tuple[_Segment, ...]:
    segments: list[_Segment] = []
    position = 1
    while found := _SEGMENT.match(path, position):
        name, index = found["name"] or found["quoted"], found["index"]
        segments.append(int(index) if index else name)
        position = found.end()
    if not path.startswith("$") or position < len(path) or not segments:
        raise ValueError(f"'{path}' is no place in a body; one is written $.metadata.user_id or $.messages[*].id")
    return tuple(segments)


def _replaced(value: object, path: Sequence[_Segment]) -> object:
    if not path:
        return PLACEHOLDER
    segment, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {name: _replaced(member, rest) if segment in (None, name) else member for name, member in value.items()}
    if isinstance(value, list):
        return [_replaced(item, rest) if segment in (None, index) else item for index, item in enumerate(value)]
    return value
