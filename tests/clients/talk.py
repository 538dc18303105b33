"""One conversation about bytes that a test has written."""

from dataclasses import dataclass

from .canned import Canned, Reply
from .client import Client
from .generation import Generation
from .program import Programs
from .report import Report


@dataclass(frozen=True, slots=True)
class Talk:
    """Serves bytes to a client and reports what it made of them."""

    programs: Programs
    canned: Canned

    def __call__(self, door: tuple[Generation, str], *replies: bytes | Reply, **options: object) -> Report:
        """Say hello, or what the options say; the replies come in turn."""
        generation, name = door
        served = [reply if isinstance(reply, Reply) else Reply.whole(reply) for reply in replies]
        client = Client(program=self.programs.of(generation), door=name, api=self.canned.api(*served))
        (report,) = client.talk_often([{"message": "Hi", **options}])
        return report


def message_of(report: Report) -> str:
    """Return what the user reads of the error."""
    assert report.error is not None
    return report.error["message"]
