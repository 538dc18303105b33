"""POST /v1/messages/count_tokens: what a request would be billed for before it is answered."""

from fakes.model.anthropic.dialect import Messages
from fakes.model.api_call import ApiCall
from fakes.model.reply import Reply, json_reply
from fakes.model.usage import count_prompt


class CountTokens:
    """Counts as a message would be counted, even what is too long for one."""

    def __init__(self) -> None:
        self.dialect = Messages(counts=True)

    def answer(self, call: ApiCall) -> Reply:
        """Return the number.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        prompt = self.dialect.read(call).prompt
        return json_reply({"input_tokens": count_prompt(prompt.turns, call.session.tokenizer)})
