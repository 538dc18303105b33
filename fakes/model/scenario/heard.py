"""A request as scenarios look at it."""

import json
from functools import cached_property

from fakes.model.prompt import Prompt, Turn
from fakes.model.request import Request


class Heard:
    """A prompt, and the request that it was read from. The body is read again only when somebody asks for it."""

    def __init__(self, prompt: Prompt, request: Request, body: object = None) -> None:
        self.prompt = prompt
        self.request = request
        self._body = body

    @cached_property
    def body(self) -> object:
        """The request's body as JSON; null where it is none."""
        if self._body is not None:
            return self._body
        try:
            body: object = json.loads(self.request.body)
        except ValueError:
            return None
        return body

    @cached_property
    def headers(self) -> dict[str, str]:
        """The request's headers by name in lower case, several values joined with commas."""
        return {name: self.request.header(name) for name, _ in self.request.headers}

    @cached_property
    def results(self) -> tuple[tuple[str, Turn], ...]:
        """The tool results that the conversation ends with, each behind the name of its tool.

        Where a dialect names only the call, the name is that of the call; empty where nobody made it.
        """
        names = {call.id: call.name for turn in self.prompt.turns for call in turn.calls}
        return tuple(
            (turn.result.name or names.get(turn.result.call_id, ""), turn)
            for turn in self.prompt.results
            if turn.result is not None
        )
