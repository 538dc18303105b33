"""An address that no API has, and a script knows."""

from dataclasses import replace

from fakes.model.api_call import ApiCall
from fakes.model.openai.chat import ChatCompletions
from fakes.model.reply import Reply
from fakes.model.script import Script


class ScriptOnly:
    """Plays a script wherever it is asked for."""

    dialect = ChatCompletions()

    def __init__(self, script: Script) -> None:
        self._script = script

    def answer(self, call: ApiCall) -> Reply:
        """Return what comes next in the script.

        Raises:
            ApiError: the script expects another request.
        """
        return replace(call.session.scripts.play(self._script, call.request), model=f"fake/{self._script.id}")
