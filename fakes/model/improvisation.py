"""What a model without a scenario says: it depends on the question, and on nothing else."""

import re
from collections.abc import Iterator
from itertools import islice

from fakes.model.obedience import allowed_tools, auto_call
from fakes.model.prompt import OfferedTool, Prompt
from fakes.model.saying import Part, Reasoning, Saying, Text
from fakes.model.text import prose
from fakes.model.text.answer import write_answer
from fakes.model.text.chooser import Chooser
from fakes.model.text.question import Question
from fakes.model.text.tokenizer import Tokenizer

_DEFAULT_LONG_TOKENS = 2000
_WORD = re.compile(r"[a-z]{4,}")
_FILLERS = frozenset(("current", "find", "fetch", "from", "give", "list", "make", "read", "search", "tool", "with"))
_QUOTED_RESULT = 600


class Improviser:
    """The model that nobody has written lines for."""

    def __init__(self, *, seed: str, tokenizer: Tokenizer) -> None:
        self._seed = seed
        self._tokenizer = tokenizer

    def say(self, prompt: Prompt, choice: int) -> Saying:
        """Return the answer to a prompt; another for every choice.

        A tool whose name shares a word with the question is called, once: behind its result comes an answer that tells
        the result. A model that reasons says what it thinks first.

        Raises:
            FieldError: a schema in the request asks for more than this model can do.
        """
        if prompt.model.fake_id == "long":
            return Saying((Text(self._endless(prompt, choice)),))
        thoughts = self._thoughts(prompt)
        if prompt.results:
            return Saying((*thoughts, Text(_told(prompt))))
        if calls := self._calls(prompt):
            return Saying((*thoughts, *calls))
        question = Question(prompt.question.text, prompt.question.images)
        if prompt.form.kind != "text":
            chooser = Chooser("json", self._seed, str(choice), question.text)
            return Saying((*thoughts, Text(prompt.form.write(chooser))))
        return Saying((*thoughts, Text(write_answer(question, seed=self._seed, choice=choice))))

    def _endless(self, prompt: Prompt, choice: int) -> Iterator[str]:
        texts = prose.paragraphs(f"{self._seed}/{choice}")
        tokens = (token for text in texts for token in self._tokenizer.split(text))
        return islice(tokens, prompt.model.options.get("tokens", _DEFAULT_LONG_TOKENS))

    def _thoughts(self, prompt: Prompt) -> tuple[Part, ...]:
        if not (prompt.reasons or prompt.reasons_unseen):
            return ()
        if prompt.results:
            return (Reasoning("The tools have answered. What they say is enough to reply, so I will put it in words."),)
        quote = Question(prompt.question.text).quote
        return (Reasoning(f"The user says: “{quote}” I will think about what is meant, and then answer plainly."),)

    def _calls(self, prompt: Prompt) -> tuple[Part, ...]:
        called = [tool for tool in allowed_tools(prompt) if _concerns(tool, prompt.question.text)]
        return tuple(auto_call(tool, Chooser("call", self._seed, tool.name, prompt.question.text)) for tool in called)


def _concerns(tool: OfferedTool, question: str) -> bool:
    named = set(_WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", tool.name).lower())) - _FILLERS
    return bool(named & set(_WORD.findall(question.lower())))


def _told(prompt: Prompt) -> str:
    names = {call.id: call.name for turn in prompt.turns for call in turn.calls}
    lines = []
    for turn in prompt.results:
        assert turn.result is not None  # noqa: S101 - what makes a turn a tool's
        name = turn.result.name or names.get(turn.result.call_id, "the tool")
        said = turn.text if len(turn.text) <= _QUOTED_RESULT else turn.text[: _QUOTED_RESULT - 1] + "…"
        verb = "failed" if turn.result.failed else "says"
        lines.append(f"- **{name}** {verb}: {said}")
    return "\n".join(["Here is what I found:", "", *lines])
