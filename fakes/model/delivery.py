"""What is said -> the frames that say it in a dialect."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from fakes.model.capability import able
from fakes.model.dialect import BulkEncoder, PatientEncoder, StreamEncoder
from fakes.model.pacing import Timetable
from fakes.model.reply import Frame
from fakes.model.usage import Usage
from fakes.model.utterance import Opened, Said, Step, Utterance


def stream_frames(
    utterances: Sequence[Utterance], encoder: StreamEncoder, timetable: Timetable, usage: Callable[[], Usage]
) -> Iterator[Frame]:
    """Yield the frames of a streamed answer, made as they are sent; the choices take turns.

    A finish is due as one more token would be: a model has to think of stopping, too. ``usage`` is asked at the end.
    """
    bulk = able(encoder, BulkEncoder)  # type: ignore[type-abstract] # it is a protocol that is asked for
    if patient := able(encoder, PatientEncoder):  # type: ignore[type-abstract] # as above
        yield Frame(0.0, patient.wait(), 0)
    due = timetable.due(0)
    yield from _frames(due, encoder.begin())
    speaking = {choice: iter(utterance) for choice, utterance in enumerate(utterances)}
    turn = 0
    while speaking:
        due = timetable.due(turn)
        for choice, steps in tuple(speaking.items()):
            for step in steps:
                yield from _step(due, encoder, bulk, choice, step)
                if isinstance(step, Said):
                    break
            else:
                del speaking[choice]
                utterance = utterances[choice]
                yield from _frames(due, encoder.finish(choice, utterance.finish, utterance.stop))
        turn += 1
    yield from _frames(due, encoder.end(usage()))


def gated(frames: Iterable[Frame], gates: Iterable[tuple[int, str]]) -> Iterator[Frame]:
    """Yield frames that hold one event at most, each held at the gate of its number: event 0 is the first."""
    waiting = dict(gates)
    event = 0
    for frame in frames:
        yield _held(frame, waiting.pop(event, "")) if frame.events else frame
        event += frame.events
    for _, name in sorted(waiting.items()):
        # A gate behind the last event holds the end.
        yield Frame(0.0, b"", 0, name)


def _held(frame: Frame, gate: str) -> Frame:
    return frame._replace(gate=gate) if gate else frame


def _step(due: float, encoder: StreamEncoder, bulk: BulkEncoder | None, choice: int, step: Step) -> Iterator[Frame]:
    if isinstance(step, Opened):
        yield from _frames(due, encoder.open_part(choice, step.part))
    elif isinstance(step, Said):
        yield from _said(due, encoder, bulk, choice, step)
    else:
        yield from _frames(due, encoder.close_part(choice, step.part))


def _said(due: float, encoder: StreamEncoder, bulk: BulkEncoder | None, choice: int, step: Said) -> Iterator[Frame]:
    if len(step.tokens) == 1:
        logprob = step.logprobs[0] if step.logprobs else None
        yield from _frames(due, encoder.say(choice, step.part, step.tokens[0], logprob))
        return
    if bulk and step.part.kind == "text" and step.logprobs is None:
        yield Frame(due, bulk.say_all(choice, step.part, step.tokens), len(step.tokens))
        return
    events = [
        event
        for at, token in enumerate(step.tokens)
        for event in encoder.say(choice, step.part, token, step.logprobs[at] if step.logprobs else None)
    ]
    if events:
        yield Frame(due, b"".join(events), len(events))


def _frames(due: float, events: Iterable[bytes]) -> Iterator[Frame]:
    return (Frame(due, event) for event in events)
