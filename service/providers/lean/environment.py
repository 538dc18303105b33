"""The environment's variables that change where and how a provider is asked.

litellm and what it uses read more of them than this lane knows. So a variable that is named like a provider's and is
not known here, or that is litellm's own, is reason enough to step aside.
"""

import re
from collections.abc import Mapping, Set

from service.providers.lean.address import Address
from service.providers.lean.step_aside import StepAside

_SWITCHES = frozenset(
    {
        "LITELLM_LOCAL_MODEL_COST_MAP",
        "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS",
        "LITELLM_LOCAL_BLOG_POSTS",
        "LITELLM_MODE",
        "LITELLM_LOG",
    }
)
"""litellm's own that change no request; the service itself sets some."""

_LITELLMS = frozenset(
    {
        "EXPERIMENTAL_OPENAI_BASE_LLM_HTTP_HANDLER",
        "SSL_CERTIFICATE",
        "SSL_ECDH_CURVE",
        "SSL_SECURITY_LEVEL",
        "SSL_VERIFY",
        "USE_LITELLM_PROXY",
    }
)
"""What litellm reads that is not named like it."""

_VALUE = re.compile(r"[!-~]+")


class Environment:
    """Some variables, as they are now."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def first(self, *names: str) -> str | None:
        """Return the first that is set and not empty.

        Raises:
            StepAside: it holds what has no place in a header or a URL.
        """
        for name in names:
            if value := self._variables.get(name):
                if not _VALUE.fullmatch(value):
                    raise StepAside(f"{name} holds more than printable characters")
                return value
        return None

    def words(self, name: str, default: str) -> str:
        """Return a text that may have blanks inside.

        Raises:
            StepAside: it has other blanks, or letters that are not ASCII.
        """
        value = self._variables.get(name) or default
        if not all(map(_VALUE.fullmatch, value.split(" "))):
            raise StepAside(f"{name} holds more than words")
        return value

    def require_nothing_else(self, prefix: str, known: Set[str]) -> None:
        """Look for variables of which this lane knows nothing.

        Raises:
            StepAside: one is litellm's, or begins with the provider's prefix and is not known.
        """
        # Before every request, and there may be many: of those that matter to nobody only the name is looked at.
        names, beginnings = set(self._variables), ("LITELLM_", prefix)
        some = {name for name in names if name.startswith(beginnings)} | (names & _LITELLMS)
        for name in sorted(some - _SWITCHES - known):
            if self._variables.get(name):
                raise StepAside(f"{name} is set")

    def require_direct(self, address: Address) -> None:
        """Look for a proxy on the way there.

        Raises:
            StepAside: there is one, and NO_PROXY does not name the host or a domain around it.
        """
        scheme = "HTTPS_PROXY" if address.secure else "HTTP_PROXY"
        if not any(self._either_case(name) for name in (scheme, "ALL_PROXY")):
            return
        exempt = [name.strip() for name in self._either_case("NO_PROXY").split(",")]
        if not any(name in {"*", address.host} or _is_inside(address.host, name) for name in exempt):
            raise StepAside("a proxy is set")

    def _either_case(self, name: str) -> str:
        return self._variables.get(name.lower()) or self._variables.get(name) or ""


def _is_inside(host: str, domain: str) -> bool:
    bare = domain.removeprefix(".")
    return bool(bare) and host.endswith(f".{bare}")
