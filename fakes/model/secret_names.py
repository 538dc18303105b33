"""By what names secrets travel in requests."""

import re

_HEADER = re.compile(
    r"authorization|authentication|cookie|secret|api-?key|subscription-key|credential|organization|openai-project"
    r"|(?:^|-)auth$|(?:^|-)token$",
    re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"(?i:key|api[_-]?key|access_token|token|sig|signature|x-amz-(?:credential|date|security-token|signature))"
)
_IN_URL = re.compile(rf"([?&]{_PARAMETER.pattern}=)[^&#\s\"']+")


def is_secret_header(name: str) -> bool:
    """Tell whether a header carries a key, a cookie or the name of an account."""
    return bool(_HEADER.search(name))


def is_secret_parameter(name: str) -> bool:
    """Tell whether a parameter of a query carries a key or a signature."""
    return bool(_PARAMETER.fullmatch(name))


def without_secret_parameters(text: str, word: str) -> str:
    """Return a text in which every secret parameter of a URL has the value ``word``."""
    return _IN_URL.sub(lambda found: found[1] + word, text)
