"""Scenarios at work in one session: who speaks next, and who never did."""

from collections import deque

from fakes.model.api_error import ApiError
from fakes.model.journal import Journal
from fakes.model.prompt import Prompt
from fakes.model.request import Request
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.line import Line
from fakes.model.scenario.near_miss import unmatched_message
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.recital import ScenarioFailed, recite
from fakes.model.scenario.role import Role
from fakes.model.scenario.shadow import shadows

KEPT_MISSES = 100
"""How many of the requests that no scenario matched are remembered; older ones are only counted."""

_SHOWN_QUESTION = 60


class Cast:
    """Chooses a scenario for each request, and counts.

    ``strict`` refuses what no scenario matches. ``seed`` is what templates choose by. ``unmatched`` is the number of
    requests that no scenario matched, ``missed`` the last of them, in words; where there are no scenarios, only what is
    refused is one. What goes wrong in a scenario, and what is refused, goes into the journal.
    """

    def __init__(self, playbook: Playbook, *, strict: bool, seed: str, journal: Journal) -> None:
        self.strict = strict
        self.unmatched = 0
        self.missed: deque[str] = deque(maxlen=KEPT_MISSES)
        self._seed = seed
        self._journal = journal
        self._playbook = playbook
        self._roles = [Role(scenario) for scenario in playbook.in_order]

    @property
    def playbook(self) -> Playbook:
        """What is played now."""
        return self._playbook

    @property
    def roles(self) -> tuple[Role, ...]:
        """The scenarios and their counts, in the order in which they are asked."""
        return tuple(self._roles)

    def restart(self) -> None:
        """Forget all counts, as if nobody had asked."""
        self.unmatched = 0
        self.missed.clear()
        self._roles = [Role(scenario) for scenario in self._playbook.in_order]

    def adopt(self, playbook: Playbook) -> None:
        """Play another playbook from now on. Scenarios that are the same in both keep their counts."""
        if playbook is self._playbook:
            return
        known = {role.scenario.name: role for role in self._roles}
        self._playbook = playbook
        self._roles = []
        for scenario in playbook.in_order:
            role = Role(scenario)
            if (old := known.get(scenario.name)) and old.scenario.document == scenario.document:
                role.spoken, role.passed_over = old.spoken, old.passed_over
            self._roles.append(role)

    def choose(
        self,
        prompt: Prompt,
        request: Request,
        body: object = None,
        *,
        strict: bool | None = None,
        prepared: bool = False,
    ) -> Line | None:
        """Return what the first scenario that matches says; None where none does.

        ``body`` is the request's as JSON, where somebody has read it already. ``strict`` is for this request alone.
        ``prepared`` says that somebody else has an answer to it, so that nothing is missed.

        Raises:
            ApiError: nothing matches, and that is refused (404, ``no_scenario``); or the scenario that matches fails
                (500, ``scenario_failed``).
        """
        heard = Heard(prompt, request, body)
        role = self._find(heard)
        if role is None:
            strict = self.strict if strict is None else strict
            # Where nothing was prepared, what is made up misses nothing.
            if (self._roles and not prepared) or strict:
                self._miss(heard)
            if strict:
                raise self._unmatched(heard)
            return None
        act = role.act
        role.spoken += 1
        try:
            return recite(role.scenario, act, heard, self._seed)
        except ScenarioFailed as failure:
            raise self._failed(role, str(failure)) from failure

    def unused(self) -> tuple[str, ...]:
        """Return the names of the scenarios that never spoke, in the order in which they are asked."""
        return tuple(role.scenario.name for role in self._roles if not role.spoken)

    def shadowed(self) -> tuple[str, ...]:
        """Return the names of those that never spoke because others did: always, or each time when they matched."""
        always = {below.name for below, _ in shadows(self._playbook.in_order)}
        return tuple(name for name in self.unused() if name in always | self._passed_over())

    def _passed_over(self) -> set[str]:
        return {role.scenario.name for role in self._roles if role.passed_over}

    def _find(self, heard: Heard) -> Role | None:
        found: Role | None = None
        for role in self._roles:
            if found is None:
                if role.fits(heard) and self._predicted(role, heard):
                    found = role
            elif not role.spoken and role.scenario.match.predicate is None and role.fits(heard):
                # Those who have spoken are not shadowed, and need not be looked at.
                role.passed_over += 1
        return found

    def _predicted(self, role: Role, heard: Heard) -> bool:
        predicate = role.scenario.match.predicate
        try:
            return predicate is None or bool(predicate(heard.prompt))
        except Exception as error:
            raise self._failed(role, f"'predicate' raised {type(error).__name__}: {error}") from error

    def _miss(self, heard: Heard) -> None:
        self.unmatched += 1
        asked, question = heard.request, heard.prompt.question.text
        shown = question if len(question) <= _SHOWN_QUESTION else f"{question[:_SHOWN_QUESTION]}..."
        self.missed.append(f"{asked.method} {asked.path}, model {heard.prompt.model.text}, user {shown!r}")

    def _unmatched(self, heard: Heard) -> ApiError:
        message = unmatched_message([role.near_miss(heard) for role in self._roles])
        self._journal.fail(message)
        return ApiError(404, message, code="no_scenario")

    def _failed(self, role: Role, complaint: str) -> ApiError:
        message = f"Scenario '{role.scenario.name}' ({role.scenario.file}): {complaint}."
        self._journal.fail(message)
        return ApiError(500, message, code="scenario_failed")
