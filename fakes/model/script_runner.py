"""Scripts being played, and the count of what was played."""

from collections import Counter
from collections.abc import Iterator

from fakes.model.access.credentials import hidden
from fakes.model.api_error import ApiError
from fakes.model.journal import Journal
from fakes.model.reply import Body, Frame, Reply
from fakes.model.request import Request
from fakes.model.script import Pause, Response, Script, Scripts

_OK = 200


class ScriptRunner:
    """Plays scripts round and round: the k-th request for a script gets its exchange k modulo their number.

    ``speed`` multiplies pauses. Misuse is answered with status 500, and goes into the journal.
    """

    def __init__(self, scripts: Scripts, *, speed: float, journal: Journal) -> None:
        self._scripts = scripts
        self._speed = speed
        self._journal = journal
        self._played: Counter[str] = Counter()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all scripts, sorted."""
        return tuple(sorted(self._scripts.by_id))

    def find(self, script_id: str | None) -> Script | None:
        """Return a script, or None where there is none with this id."""
        return self._scripts.by_id.get(script_id) if script_id is not None else None

    def play(self, script: Script, request: Request) -> Reply:
        """Return the answer that comes next in a script.

        Raises:
            ApiError: the request is not the one that the script expects; the script stays where it is.
        """
        turn = self._played[script.id] % len(script.exchanges)
        expected, response = script.exchanges[turn]
        if (request.method, request.target) != (expected.method, expected.path):
            raise self.misused(
                script,
                f"exchange {turn + 1} expects {expected.method} {expected.path}, "
                f"and was asked {request.method} {hidden(request.target, request)}",
            )
        self._played[script.id] += 1
        return Reply(response.status, response.headers, _body(response, self._speed))

    def misused(self, script: Script, complaint: str) -> ApiError:
        """Note a request that its script cannot answer, and return the error that says so."""
        self._journal.fail(f"fake/{script.id}: {complaint}")
        return ApiError(500, f"Script '{script.id}': {complaint}.", code="unexpected_request")

    def played(self, script_id: str) -> int:
        """Return how many exchanges of a script were played."""
        return self._played[script_id]

    def idle(self) -> tuple[str, ...]:
        """Return the ids of the scripts that were never asked for, sorted."""
        return tuple(script_id for script_id in self.ids if not self._played[script_id])

    def unused(self) -> Iterator[str]:
        """Yield a complaint for every script exchange that a begun round has not come to."""
        for script_id, played in sorted(self._played.items()):
            number = len(self._scripts.by_id[script_id].exchanges)
            if played % number:
                for turn in range(played % number, number):
                    yield f"fake/{script_id}: unused script exchange {turn + 1} of {number}"


def _body(response: Response, speed: float) -> Body:
    data = tuple(frame for frame in response.frames if isinstance(frame, bytes))
    if response.status != _OK and len(data) == len(response.frames) and response.then == "close":
        whole = b"".join(data)
        return Body((Frame(0.0, whole),), length=len(whole))
    return Body(tuple(_frames(response, speed)), then=response.then)


def _frames(response: Response, speed: float) -> Iterator[Frame]:
    # An empty frame at the beginning lets the status leave before any pause.
    due = 0.0
    yield Frame(due, b"")
    for frame in response.frames:
        if isinstance(frame, Pause):
            due += frame.seconds * speed
            yield Frame(due, b"")
        else:
            yield Frame(due, frame)
