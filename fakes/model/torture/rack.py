"""One client against one fault in one scenario."""

import asyncio

from fakes.model.server import ModelServer
from fakes.model.session import Session
from fakes.model.torture.client import Client, Ending, Run
from fakes.model.torture.judgement import Cancel, Evidence, Finding, judge
from fakes.model.torture.limits import Limits
from fakes.model.torture.play import GATE, Play
from fakes.model.torture.target import Target
from fakes.model.torture.trial import Trial
from fakes.model.torture.verdict import Cell


class Rack:
    """Runs a client in sessions of one server, a new one for every cell, in the server's own event loop."""

    def __init__(self, server: ModelServer, client: Client, limits: Limits, dialect: str) -> None:
        self._server = server
        self._client = client
        self._limits = limits
        self._dialect = dialect
        self._count = 0

    async def cell(self, play: Play, trial: Trial) -> Cell:
        """Run the client, and judge it.

        Raises:
            OSError: it cannot be started.
        """
        self._count += 1
        session = self._server.sessions.named(f"torture-{self._count}")
        cancels = trial.concern == "cancel prompt"
        session.cast.adopt(play.held if cancels else play.playbook)
        session.faults.extend((trial.fault,) if trial.fault else ())
        run = await self._client.start(Target(self._server.origin, session.name, self._dialect))
        try:
            cancel = await self._interrupted(session, run) if cancels else None
            ending = await self._ended(run)
        finally:
            await run.kill()
        return self._judged(play, trial, session, ending, cancel)

    async def _interrupted(self, session: Session, run: Run) -> Cancel:
        seconds = self._limits.timeout
        held = asyncio.ensure_future(session.gates.awaited(GATE, 2 * seconds))
        await asyncio.wait({held, run.task}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not held.done():
            held.cancel()
            return "missed"
        exchange = session.journal[-1]
        run.interrupt()
        try:
            await exchange.ended(self._limits.cancel_within)
        except TimeoutError:
            return "late"
        return "prompt"

    async def _ended(self, run: Run) -> Ending | None:
        done, _ = await asyncio.wait({run.task}, timeout=self._limits.timeout)
        return run.task.result() if done else None

    def _judged(self, play: Play, trial: Trial, session: Session, ending: Ending | None, cancel: Cancel | None) -> Cell:
        # Clients may look around, for models for example; to ask is to post.
        asked = tuple((asking.started, asking.finished) for asking in session.journal if asking.method == "POST")
        evidence = Evidence(
            play=play,
            trial=trial,
            ending=ending,
            asked=asked,
            most_requests=self._limits.most_requests,
            cancel=cancel,
        )
        how = ending.how if ending else f"still running after {self._limits.timeout:g} s"
        return Cell(
            scenario=play.name,
            fault=trial.name,
            concern=trial.concern,
            finding=judge(evidence),
            requests=len(asked),
            how=how,
        )


def skipped(play: Play, trial: Trial) -> Cell:
    """Return the cell of a client that did not even survive health."""
    finding = Finding("skip", "not tried")
    return Cell(
        scenario=play.name, fault=trial.name, concern=trial.concern, finding=finding, how="the healthy run failed"
    )
