"""The model itself: a request that is understood -> the reply to it."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from fakes.model import compact_json
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.capability import able
from fakes.model.delivery import gated, stream_frames
from fakes.model.dialect import Asking, Dialect, Heading, Repetitive
from fakes.model.digits import read_digits
from fakes.model.faults.fault import Fault
from fakes.model.improvisation import Improviser
from fakes.model.logprobs import rated
from fakes.model.model_name import model_not_found
from fakes.model.obedience import obey
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import wish_of
from fakes.model.pacing import LONGEST_WAIT_MS, Pacing, Timetable
from fakes.model.prompt import Prompt
from fakes.model.reply import Body, Frame, Reply
from fakes.model.request import Request
from fakes.model.scenario.line import Line
from fakes.model.text.chooser import Chooser
from fakes.model.usage import Usage, count_prompt
from fakes.model.utterance import Manner, Utterance

if TYPE_CHECKING:
    from fakes.model.session import Session

STRICT_HEADER = "x-fake-strict"
"""1: this request is refused unless a scenario matches it; 0: it is not, whatever the server was told."""

_STRICT_VALUES = {"": None, "0": False, "1": True}
_PACE_HEADERS = {"first_ms": "x-fake-first-ms", "delay_ms": "x-fake-delay-ms"}
_BATCH = 256
_NO_LINE = Line(scenario="", sayings=())


class Speaker:
    """Answers for one session: by script, by scenario, or out of its own head."""

    def answer(self, call: ApiCall, dialect: Dialect, asking: Asking) -> Reply:
        """Return the reply to a request.

        Raises:
            ApiError: the request is refused, or nothing was prepared for it where something should be.
            FieldError: something in its body is refused.
        """
        session, prompt = call.session, asking.prompt
        if script := session.scripts.find(prompt.model.fake_id):
            return replace(session.scripts.play(script, call.request), model=prompt.model.text)
        if not session.has_model(prompt.model):
            raise model_not_found(prompt.model.text)
        tokens = count_prompt(prompt.turns, session.tokenizer)
        _check_window(tokens, session.setup.context_window)
        line = _line(session, call.request, prompt)
        pacing = _paced(session.setup.pacing, call.request, prompt, line)
        repetitive = able(dialect, Repetitive)  # type: ignore[type-abstract] # it is a protocol that is asked for
        question = repetitive.material(call.request) if repetitive else b""
        manner = (
            *(line.scenario, line.sayings, line.gates, line.unlimited, line.fault is None),
            *(pacing, session.identity.created),
        )
        if not question or (reply := session.encores.given(question, manner)) is None:
            heading = Heading(call.request, prompt.model.text, session.identity, tokens)
            reply = _Performed(call, dialect, asking, heading).reply(pacing, line)
            if question and not line.flows:
                reply = session.encores.keep(question, manner, reply)
        return line.fault.strike(reply, session.scene(call.request, dialect, call.admission)) if line.fault else reply


class _Performed:
    """An answer that is about to be given, whole or streamed."""

    def __init__(self, call: ApiCall, dialect: Dialect, asking: Asking, heading: Heading) -> None:
        self._call = call
        self._dialect = dialect
        self._asking = asking
        self._heading = heading

    def reply(self, pacing: Pacing, line: Line) -> Reply:
        headers = self._dialect.signature(self._request_id(), pacing.first_ms)
        model = self._asking.prompt.model.text
        if self._asking.prompt.stream:
            frames = self._said(pacing, line)
            body = Body(gated(frames, line.gates) if line.gates else frames, coalesced=not line.gates)
            shape = (("content-type", self._dialect.stream_type), ("cache-control", "no-cache"))
            return Reply(200, (*shape, *headers), body, model, line.scenario, signed=True)
        utterances = _utterances(self._call, self._asking.prompt, line, pacing)
        spoken = [utterance.collect() for utterance in utterances]
        data = compact_json.encode(self._asking.body(self._heading, spoken, self._usage(utterances)))
        longest = max(utterance.tokens for utterance in utterances)
        gate = line.gates[0][1] if line.gates else ""
        body = Body((Frame(self._timetable(pacing).due(longest), data, 1, gate),), length=len(data))
        headers = (("content-type", "application/json"), *headers)
        return Reply(200, headers, body, model, line.scenario, signed=True)

    def _said(self, pacing: Pacing, line: Line) -> Iterator[Frame]:
        utterances = _utterances(self._call, self._asking.prompt, line, pacing)
        encoder = self._asking.encoder(self._heading)
        return stream_frames(utterances, encoder, self._timetable(pacing), partial(self._usage, utterances))

    def _timetable(self, pacing: Pacing) -> Timetable:
        return pacing.timetable(self._call.session.setup.seed, self._request_id())

    def _request_id(self) -> str:
        return self._heading.identity.request_id(self._call.request)

    def _usage(self, utterances: Sequence[Utterance]) -> Usage:
        return Usage(
            self._heading.prompt_tokens,
            sum(utterance.tokens for utterance in utterances),
            sum(utterance.reasoning for utterance in utterances),
        )


def _line(session: "Session", request: Request, prompt: Prompt) -> Line:
    """Return what a scenario says: the server's own, else one on demand; where there is none, nothing is written."""
    wish = wish_of(prompt) if session.setup.on_demand else None
    line = session.cast.choose(prompt, request, strict=_strict(request), prepared=wish is not None)
    if line is None and wish is not None:
        # Most of those who could ask for one never do.
        from fakes.model.ondemand.plays import play  # noqa: PLC0415 - as above

        line = play(wish, prompt, Stage(session.setup.seed, session.tokenizer))
    line = line or _NO_LINE
    return replace(line, fault=Fault.parse(prompt.model.fault, "model")) if prompt.model.fault else line


def _utterances(call: ApiCall, prompt: Prompt, line: Line, pacing: Pacing) -> list[Utterance]:
    session, seed = call.session, call.session.setup.seed
    improviser = Improviser(seed=seed, tokenizer=session.tokenizer)
    # One token at a time where time passes between two, or a gate may fall between them.
    if line.unlimited:
        prompt = replace(prompt, sampling=replace(prompt.sampling, max_tokens=None))
    batch = 1 if pacing.delay_ms or line.gates or line.fault or prompt.sampling.choices > 1 else _BATCH

    def utterance(choice: int) -> Utterance:
        chooser = Chooser("obey", seed, str(choice), prompt.question.text)
        said = line.sayings[min(choice, len(line.sayings) - 1)] if line.sayings else improviser.say(prompt, choice)
        saying = obey(said, prompt, chooser)
        if said.parts and not saying.parts:
            # The request forbids all of it.
            saying = obey(improviser.say(prompt, choice), prompt, chooser)
        return Utterance(saying, _manner(call, prompt, choice, batch))

    return [utterance(choice) for choice in range(prompt.sampling.choices)]


def _manner(call: ApiCall, prompt: Prompt, choice: int, batch: int) -> Manner:
    identity, seed, top = call.session.identity, call.session.setup.seed, prompt.sampling.top_logprobs

    def name_call(number: int) -> str:
        return identity.id(prompt.call_prefix, call.request, str(choice), str(number), length=24)

    def sign(text: str) -> str:
        return base64.b64encode(bytes.fromhex(identity.id("", call.request, str(choice), text, length=64))).decode()

    return Manner(
        sampling=prompt.sampling,
        tokenizer=call.session.tokenizer,
        name_call=name_call,
        sign=sign,
        rate=None if top is None else partial(rated, top=top, seed=f"{seed}/{choice}"),
        batch=batch,
        unseen=prompt.reasons_unseen and not prompt.reasons,
    )


def _check_window(tokens: int, window: int) -> None:
    if tokens > window:
        raise ApiError(
            400,
            f"This model's maximum context length is {window} tokens. However, your messages resulted in {tokens} "
            "tokens. Please reduce the length of the messages.",
            code="context_length_exceeded",
            param="messages",
        )


def _paced(pacing: Pacing, request: Request, prompt: Prompt, line: Line) -> Pacing:
    return pacing.overridden({**line.pace, **_header_pace(request), **prompt.model.options})


def _strict(request: Request) -> bool | None:
    value = request.header(STRICT_HEADER)
    if value not in _STRICT_VALUES:
        raise ApiError(400, f"The header '{STRICT_HEADER}' is '{value}', and must be 0 or 1.", code="invalid_header")
    return _STRICT_VALUES[value]


def _header_pace(request: Request) -> dict[str, float]:
    pace: dict[str, float] = {}
    for option, name in _PACE_HEADERS.items():
        if value := request.header(name):
            try:
                pace[option] = read_digits(value, 0, LONGEST_WAIT_MS)
            except ValueError as error:
                raise ApiError(400, f"The header '{name}' {error}.", code="invalid_header") from None
    return pace
