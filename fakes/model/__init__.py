"""A deterministic OpenAI chat completions server over real sockets: improvised answers, scripts, faults, a journal.

async with ModelServer(scripts=Scripts.load("contracts/v1")) as server:
    ...  # talk to server.base_url
    assert await server.journal[-1].ended(1) == "drained"
assert server.verdict() == ()
"""

from fakes.model.command import add_arguments, run
from fakes.model.exchange import Exchange, Outcome
from fakes.model.journal import Journal
from fakes.model.ondemand.catalog import table as on_demand
from fakes.model.pacing import Pacing
from fakes.model.scenario.playbook_source import PlaybookSource
from fakes.model.script import ScriptError, Scripts
from fakes.model.server import ModelServer
from fakes.model.setup import Setup

__all__ = [
    "Exchange",
    "Journal",
    "ModelServer",
    "Outcome",
    "Pacing",
    "PlaybookSource",
    "ScriptError",
    "Scripts",
    "Setup",
    "add_arguments",
    "on_demand",
    "run",
]
