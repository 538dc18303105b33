"""Where a fault strikes."""

from dataclasses import dataclass, field

from fakes.model.access.admission import Admission
from fakes.model.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault must know beside the answer: the API that speaks, the request's id, and the seed of the server.

    ``admission`` is what the request is charged: a limit that a fault pretends becomes a true one. Every choice that a
    fault makes follows from ``seed`` and ``request_id``.
    """

    dialect: Dialect
    request_id: str
    seed: str
    admission: Admission = field(default_factory=Admission)
