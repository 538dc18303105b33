r"""What the keys of model providers look like.

The shapes are those that the providers' consoles hand out; a digit is asked for where a word could have the same shape
(``sk-learn-pipelines-and-more`` is none).
"""

import re
from collections.abc import Mapping

_DIGIT = r"(?=[A-Za-z_./+=-]*[0-9])"
_SHAPES: Mapping[str, str] = {
    "anthropic": rf"sk-ant-{_DIGIT}[A-Za-z0-9_-]{{16,}}",
    "openrouter": rf"sk-or-{_DIGIT}[A-Za-z0-9_-]{{16,}}",
    "openai": rf"sk-{_DIGIT}[A-Za-z0-9_-]{{16,}}",
    "google": rf"AIza{_DIGIT}[A-Za-z0-9_-]{{30,}}",
    "googleoauth": rf"ya29\.{_DIGIT}[A-Za-z0-9._-]{{20,}}(?<!\.)",
    "groq": rf"gsk_{_DIGIT}[A-Za-z0-9]{{16,}}",
    "xai": rf"xai-{_DIGIT}[A-Za-z0-9_-]{{16,}}",
    "aws": r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    "bedrock": rf"ABSK{_DIGIT}[A-Za-z0-9+/=]{{40,}}",
    "huggingface": rf"hf_{_DIGIT}[A-Za-z0-9]{{16,}}",
    "perplexity": rf"pplx-{_DIGIT}[A-Za-z0-9]{{16,}}",
    "replicate": rf"r8_{_DIGIT}[A-Za-z0-9]{{16,}}",
    "nvidia": rf"nvapi-{_DIGIT}[A-Za-z0-9_-]{{16,}}",
    "github": rf"(?:gh[pousr]|github_pat)_{_DIGIT}[A-Za-z0-9_]{{16,}}",
    "jwt": r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
}
# A key begins where a word begins; the end of an escape, of JSON's or of a URL's, looks like a letter before it.
_BEGIN = r"(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2}))"
_BEARER = rf"(?<=[Bb]earer )(?P<bearer>{_DIGIT}[A-Za-z0-9._~+/=-]{{16,}}(?<!\.))"

PATTERN = rf"{_BEGIN}(?:{'|'.join(f'(?P<{kind}>{shape})' for kind, shape in _SHAPES.items())})|{_BEARER}"
"""A regular expression that finds every key, for text and for bytes; the group that matched names its kind."""

_FOUND = re.compile(PATTERN)
_SCHEME = re.compile(r"(?:bearer|basic|key)\s+", re.IGNORECASE)
_PRETENDED = re.compile(
    r"test|fake|dummy|example|sample|mock|placeholder|redacted|your|secret|(.)\1{5}|123456|abcdef", re.IGNORECASE
)
# Some providers' keys have no prefix: long, no words, letters and digits mixed.
_NAMELESS = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_.+/=-]{24,}")
_VARIETY = 10
_SHORTEST = 16


def bare(value: str) -> str:
    """Return the key in a header's value, without the scheme (``Bearer``) before it."""
    return _SCHEME.sub("", value.strip(), count=1)


def looks_real(key: str) -> bool:
    """Tell whether a key, or the value of a header that carries one, could be somebody's real one.

    Keys that say that they are made up (``sk-test-...``, ``sk-xxxxxxxx``) and short ones are not real.
    """
    if len(key) < _SHORTEST:
        return False
    key = bare(key)
    if _PRETENDED.search(key):
        return False
    return bool(_FOUND.search(key)) or (bool(_NAMELESS.fullmatch(key)) and len(set(key)) >= _VARIETY)
