"""What a client did -> what that says about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from fakes.model.torture.client import Ending
from fakes.model.torture.play import Play
from fakes.model.torture.trial import Concern, Trial

Level = Literal["PASS", "FAIL", "none", "skip"]
"""none: neither good nor bad. skip: nothing was tried."""

Cancel = Literal["prompt", "late", "missed"]
"""When the server saw an interrupted client leave: in time, or not; missed: the answer was over before."""

_OPENING = 8
_CLOCK_GRAIN = 0.01


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said about a client, in a word or two."""

    level: Level
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a client did. ``ending`` is None where it was still running when its time was over.

    ``asked`` are the times at which its requests came and their answers ended, in seconds of the server's clock.
    ``most_requests`` is how many one conversation may take.
    """

    play: Play
    trial: Trial
    ending: Ending | None
    asked: tuple[tuple[float, float | None], ...]
    most_requests: int
    cancel: Cancel | None = None

    @property
    def whole(self) -> bool:
        """Whether the text was printed."""
        return self.ending is not None and self.play.text in self.ending.output

    @property
    def repeated(self) -> bool:
        """Whether the text, or its beginning, was printed more than once."""
        opening = self.play.text[:_OPENING]
        return self.ending is not None and self.ending.output.count(opening) > self.play.text.count(opening)

    @property
    def retried(self) -> bool:
        """Whether there were more requests than the conversation needs."""
        return len(self.asked) > self.play.steps

    @property
    def early(self) -> bool:
        """Whether the second request came before the time that the first answer told."""
        (_, ended), *others = self.asked
        # Two clocks of one machine need not agree to the last bit.
        return bool(others and ended is not None and others[0][0] - ended < self.trial.retry_after - _CLOCK_GRAIN)


def judge(evidence: Evidence) -> Finding:
    """Return what is to be said."""
    if evidence.ending is None:
        return Finding("FAIL", "hung")
    if not evidence.asked:
        return Finding("FAIL", "never asked")
    if len(evidence.asked) > evidence.most_requests:
        return Finding("FAIL", "asked too often")
    if evidence.ending.well and evidence.repeated:
        return Finding("FAIL", "duplicate")
    return _BY_CONCERN[evidence.trial.concern](evidence, evidence.ending)


def _healthy(evidence: Evidence, ending: Ending) -> Finding:
    if not ending.well:
        return Finding("FAIL", "failed")
    if not evidence.whole:
        return Finding("FAIL", "text not printed")
    if len(evidence.asked) != evidence.play.steps:
        return Finding("FAIL", f"not {evidence.play.steps} request{'s' if evidence.play.steps > 1 else ''}")
    return Finding("PASS", "whole")


def _truncation(evidence: Evidence, ending: Ending) -> Finding:
    if not ending.well:
        return Finding("PASS", "noticed")
    return _recovered(evidence, "truncated silently")


def _retry(evidence: Evidence, ending: Ending) -> Finding:
    if evidence.early:
        return Finding("FAIL", "came back early")
    if not ending.well:
        return Finding("none", "gave up")
    return _recovered(evidence, "swallowed")


def _silence(evidence: Evidence, ending: Ending) -> Finding:
    if not ending.well:
        return Finding("PASS", "gave up in time")
    return _recovered(evidence, "truncated silently")


def _recovered(evidence: Evidence, otherwise: str) -> Finding:
    if not evidence.whole:
        return Finding("FAIL", otherwise)
    return Finding("PASS", "retried" if evidence.retried else "unharmed")


def _framing(evidence: Evidence, ending: Ending) -> Finding:
    return Finding("PASS", "whole") if ending.well and evidence.whole else Finding("FAIL", "misread")


def _cancel(evidence: Evidence, ending: Ending) -> Finding:  # noqa: ARG001 - every judge takes the same two
    return _CANCELS[evidence.cancel or "missed"]


_CANCELS: Mapping[Cancel, Finding] = {
    "prompt": Finding("PASS", "prompt"),
    "late": Finding("FAIL", "left late"),
    "missed": Finding("none", "over too soon"),
}

_BY_CONCERN: Mapping[Concern, Callable[[Evidence, Ending], Finding]] = {
    "healthy": _healthy,
    "truncation noticed": _truncation,
    "retry honoured": _retry,
    "cancel prompt": _cancel,
    "silence ended": _silence,
    "framing understood": _framing,
}
