"""Texts that are filled in for each request."""

import json
from dataclasses import replace

from fakes.model import compact_json
from fakes.model.saying import Call, Part, Reasoning, Refusal, Text
from fakes.model.scenario.heard import Heard
from fakes.model.scenario.parts import arguments_complaint
from fakes.model.scenario.sandbox import TemplateFailed, render, sandbox
from fakes.model.text.chooser import Chooser


def check_part(part: Part) -> None:
    """Read the templates in a part.

    Raises:
        TemplateFailed: one is none.
    """
    match part:
        case Text(str(text)) | Reasoning(text) | Refusal(text) | Call(_, text):
            _check(text)
        case _:
            pass


def _check(text: str) -> None:
    try:
        sandbox().from_string(text)
    except Exception as error:  # noqa: BLE001 - Jinja's own errors, and Python's of what it compiles to
        raise TemplateFailed(f"holds '{text[:60]}', which is no template: {error}") from None


class Filling:
    """The values of one request, for the templates of one scenario."""

    def __init__(self, heard: Heard, seed: str) -> None:
        prompt = heard.prompt
        chooser = Chooser("template", seed, prompt.question.text)
        results = [{"name": name, "text": turn.text} for name, turn in heard.results]
        self._values: dict[str, object] = {
            "user": prompt.question.text,
            "system": prompt.system,
            "model": prompt.model.text,
            "turn": prompt.number,
            "results": results,
            "last_result": results[-1]["text"] if results else "",
            "tools": [tool.name for tool in prompt.tools],
            "headers": heard.headers,
            "json": heard.body,
            "pick": lambda *options: chooser.pick(options),
        }

    def part(self, part: Part) -> Part:
        """Return a part with its texts filled in.

        Raises:
            TemplateFailed: one cannot be, or a call's arguments are no JSON object then.
        """
        match part:
            case Text(str(text)):
                return Text(self._fill(text))
            case Reasoning(text):
                return replace(part, text=self._fill(text))
            case Refusal(text):
                return Refusal(self._fill(text))
            case Call():
                return self._call(part)
            case _:
                return part

    def _call(self, call: Call) -> Call:
        if arguments_complaint(call.arguments):
            # Not JSON yet: the text itself is the template.
            arguments = self._fill(call.arguments)
        else:
            arguments = compact_json.encode(self._fill_all(json.loads(call.arguments))).decode()
        complaint = "" if call.unoffered else arguments_complaint(arguments)
        if complaint:
            raise TemplateFailed(f"makes the arguments '{arguments[:100]}' of '{call.name}', which {complaint}")
        return replace(call, arguments=arguments)

    def _fill_all(self, value: object) -> object:
        match value:
            case str():
                return self._fill(value)
            case list():
                return [self._fill_all(item) for item in value]
            case dict():
                return {key: self._fill_all(item) for key, item in value.items()}
            case _:
                return value

    def _fill(self, text: str) -> str:
        return render(text, self._values)
