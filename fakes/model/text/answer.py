"""The answer of a model without a script: markdown that fits the question, and is pleasant to watch arriving."""

from collections import Counter
from typing import assert_never

from fakes.model.text.chooser import Chooser
from fakes.model.text.question import Question
from fakes.model.text.samples import ALIASES, SAMPLES

_GREETINGS = (
    "Hello! 👋 I'm doing well, thank you for asking. It's good to hear from you. What would you like to talk about?",
    "Hi there! 😊 I'm very well, thank you. I hope your day is going nicely. What can I help you with?",
    "Hello, and welcome! 🌞 All is well on this side, thank you. What would you like to explore together today?",
)
_OPENINGS = (
    "That's a good question to think about.",
    "Let's look at this calmly, one thing at a time.",
    "There is more than one honest way to answer this.",
)
_MIDDLES = (
    """\
The short version is that it **depends on what you need most**. If it has to be *simple*, begin with the smallest \
thing that could work and look at it closely. If it has to be *certain*, begin with a test that would fail, and only \
then change something.""",
    """\
I would begin with **what you already know** and write it down in one sentence. What remains is usually smaller than \
it looked: one decision, one thing to measure, and one thing that can safely wait until *tomorrow*.""",
    """\
Two forces pull here. One wants an answer **now**, the other wants an answer that still holds next year. When they \
disagree, choose the step that is *easy to undo*, and let what you learn from it decide the next one.""",
)
_ENDINGS = (
    "Would you like me to go deeper into one part, or to sketch an example?",
    "Tell me a little more about your situation, and I can be more precise.",
    "If that helps, we can turn it into a short plan next.",
)
_STEPS = (
    ("Say what you want", "one sentence, in plain words"),
    ("Collect what you have", "notes, examples, and the odd surprise"),
    ("Try the smallest version", "something you can look at today"),
    ("Compare", "is it what you asked for, or only close to it?"),
    ("Keep what works", "and write down *why* it does"),
)


def write_answer(question: Question, *, seed: str, choice: int = 0) -> str:
    """Return the answer to ``question``: the same for the same seed and the same choice among several."""
    chooser = Chooser("answer", seed, str(choice), question.text)
    parts = [_images(question)] if question.images else []
    match question.style:
        case "greeting":
            parts.append(chooser.pick(_GREETINGS))
        case "code":
            parts += _code(question)
        case "list":
            parts += _list(question)
        case "table":
            parts += _table(question)
        case "prose":
            parts += _prose(question, chooser)
        case _ as unreachable:
            assert_never(unreachable)
    return "\n\n".join(parts)


def _images(question: Question) -> str:
    number = len(question.images)
    kinds = ", ".join(f"{count} × {kind}" for kind, count in Counter(question.images).items())
    noun = "image" if number == 1 else "images"
    return f"Thank you for the {noun}: I can see **{number} {noun}** ({kinds})."


def _code(question: Question) -> list[str]:
    language = ALIASES.get(question.language, question.language)
    return [
        f"Here is a small example in `{language}` for “{question.quote}”:",
        f"```{language}\n{SAMPLES[language]}```",
        "It does one thing, and every name says what it holds. Change a word, run it again, and see what happens.",
    ]


def _list(question: Question) -> list[str]:
    steps = "\n".join(f"{number}. **{what}** — {how}" for number, (what, how) in enumerate(_STEPS, start=1))
    return [f"Here is how I would go about “{question.quote}”:", steps, "Take them in order, and stop when it is good."]


def _table(question: Question) -> list[str]:
    rows = (
        "| Option | Good at | Costs | Choose it when |",
        "| --- | --- | --- | --- |",
        "| Simple | being understood | a little speed | you are beginning |",
        "| Fast | large numbers | some clarity | you have measured |",
        "| Certain | surprises | a little time | it must not fail |",
    )
    return [
        f"Here is a table for “{question.quote}”:",
        "\n".join(rows),
        "Read it from the right: the last column decides.",
    ]


def _prose(question: Question, chooser: Chooser) -> list[str]:
    about = f"You asked: “{question.quote}”" if question.quote else "You sent no words with it, and that is fine."
    return [f"{about} {chooser.pick(_OPENINGS)}", chooser.pick(_MIDDLES), chooser.pick(_ENDINGS)]
