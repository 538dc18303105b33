"""Where a client finds its own session of a fake model server."""

from collections.abc import Mapping
from dataclasses import dataclass

from fakes.model.access.credentials import KEY_PREFIX
from fakes.model.sessions import PATH_PREFIX
from fakes.model.torture.environment import PATHS, environment


@dataclass(frozen=True, slots=True)
class Target:
    """The address of one session. ``origin`` is the server's, without a path.

    ``dialect`` is the one that ``base_url`` is made for.
    """

    origin: str
    session: str
    dialect: str = "openai"

    @property
    def root(self) -> str:
        """The origin and the path that names the session."""
        return f"{self.origin}{PATH_PREFIX}{self.session}"

    @property
    def key(self) -> str:
        """An API key that names the session, for clients whose address cannot be changed."""
        return KEY_PREFIX + self.session

    @property
    def base_url(self) -> str:
        """What a client of the target's dialect takes as its base URL."""
        return self.url(self.dialect)

    def url(self, dialect: str) -> str:
        """Return what the provider's own client of a dialect takes as its base URL.

        Raises:
            ValueError: there is no such dialect.
        """
        if dialect not in PATHS:
            raise ValueError(f"'{dialect}' is no dialect; there are: {', '.join(PATHS)}")
        return self.root + PATHS[dialect]

    @property
    def env(self) -> Mapping[str, str]:
        """The variables by which every client finds the session."""
        return {
            **environment(self.root, self.key),
            "FAKE_MODEL_ORIGIN": self.origin,
            "FAKE_MODEL_SESSION": self.session,
            "FAKE_MODEL_BASE_URL": self.base_url,
        }
