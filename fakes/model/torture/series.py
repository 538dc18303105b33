"""A client against every scenario and every fault."""

from collections.abc import Sequence

from fakes.model.server import ModelServer
from fakes.model.torture.callable_client import CallableClient, Function
from fakes.model.torture.command_client import CommandClient
from fakes.model.torture.limits import Limits
from fakes.model.torture.play import Play
from fakes.model.torture.rack import Rack, skipped
from fakes.model.torture.trial import Trial, read_trials
from fakes.model.torture.verdict import Cell, Verdict


async def torture(
    client: Function | Sequence[str],
    *,
    scenarios: Sequence[str] = ("text",),
    faults: Sequence[str] = ("all",),
    limits: Limits | None = None,
    dialect: str = "openai",
) -> Verdict:
    """Run a client against every scenario with every fault, one after the other, and return what it survived.

    ``client`` is a command, or an async function that takes a target and returns the text of the answer. ``scenarios``
    are names of built-in ones, files or folders; ``faults`` are faults as text, ``cancel``, or names of groups. Every
    scenario begins without a fault; where that fails, the others are not tried.

    Raises:
        NotAPlay, PlaybookError: a scenario cannot be used.
        FieldError: a fault cannot be read.
        OSError: the command cannot be started.
    """
    plays = [Play.of(name) for name in scenarios]
    trials = read_trials(faults)
    runner = CallableClient(client) if callable(client) else CommandClient(client)
    async with ModelServer() as server:
        rack = Rack(server, runner, limits or Limits(), dialect)
        return Verdict(tuple([cell for play in plays for cell in await _cells(rack, play, trials)]))


async def _cells(rack: Rack, play: Play, trials: tuple[Trial, ...]) -> list[Cell]:
    healthy, *others = trials
    cells = [await rack.cell(play, healthy)]
    if cells[0].finding.level == "FAIL":
        return [*cells, *(skipped(play, trial) for trial in others)]
    return [*cells, *[await rack.cell(play, trial) for trial in others]]
