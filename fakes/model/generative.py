"""The addresses at which a model is asked to speak."""

from fakes.model.access.admission import reserved
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Dialect
from fakes.model.field import FieldError
from fakes.model.reply import Reply
from fakes.model.usage import count_prompt


class Generative:
    """Answers in one dialect what the session's model has to say."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return the model's answer.

        Raises:
            ApiError: the request is refused, or beyond the quota.
            FieldError: something in its body is refused.
        """
        try:
            asking = self.dialect.read(call)
        except (ApiError, FieldError) as error:
            call.session.refused(call, error)
            raise
        if call.admission.metered:
            tokens = count_prompt(asking.prompt.turns, call.session.tokenizer) + reserved(asking.prompt)
            call.admission.charge(tokens, model=asking.prompt.model.text)
        return call.session.speaker.answer(call, self.dialect, asking)
