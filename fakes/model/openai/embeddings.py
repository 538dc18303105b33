"""POST /v1/embeddings: https://platform.openai.com/docs/api-reference/embeddings."""

from collections.abc import Mapping

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Dialect
from fakes.model.field import Field
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.embedding_input import known_model, read_inputs, vector
from fakes.model.openai.sampling import refuse_unknown
from fakes.model.reply import Reply, json_reply

_DIMENSIONS: Mapping[str, int] = {"text-embedding-3-large": 3072}
_DEFAULT_DIMENSIONS = 1536
_FIXED = "text-embedding-ada-002"
_KNOWN = frozenset(("model", "input", "dimensions", "encoding_format", "user"))


class Embeddings:
    """Makes vectors of texts: the same for the same text, model and seed."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return the vectors.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        refuse_unknown(body, _KNOWN)
        model = known_model(self.model(body, call), call)
        inputs = read_inputs(body.require("input"), call.session.tokenizer.count)
        size = _read_dimensions(body, model)
        if user := body.get("user"):
            user.string()
        form = body.get("encoding_format")
        encoded = form is not None and form.one_of(("float", "base64")) == "base64"
        seed = f"{call.session.identity.seed}/{model}"
        data = [
            {"object": "embedding", "index": index, "embedding": vector(one.text, size, seed, encoded=encoded)}
            for index, one in enumerate(inputs)
        ]
        tokens = sum(one.tokens for one in inputs)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return json_reply({"object": "list", "data": data, "model": model, "usage": usage})

    def model(self, body: Field, call: ApiCall) -> str:  # noqa: ARG002 - others have it from the address
        """Return the name of the model.

        Raises:
            FieldError: there is none.
        """
        return body.require("model").string()


def _read_dimensions(body: Field, model: str) -> int:
    most = _DIMENSIONS.get(model, _DEFAULT_DIMENSIONS)
    wanted = body.get("dimensions")
    if wanted is None:
        return most
    if model == _FIXED:
        raise ApiError(400, "This model does not support specifying dimensions.")
    return wanted.integer(1, most)
