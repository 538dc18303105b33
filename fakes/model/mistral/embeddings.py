"""POST /v1/embeddings, as Mistral answers it: its own name for the length of a vector, and a name for the answer."""

from collections.abc import Mapping

from fakes.model.api_call import ApiCall
from fakes.model.dialect import Dialect
from fakes.model.field import Field
from fakes.model.openai.chat_request import read_json
from fakes.model.openai.embedding_input import known_model, read_inputs, vector
from fakes.model.openai.sampling import refuse_unknown
from fakes.model.reply import Reply, json_reply

_KNOWN = frozenset(("model", "input", "metadata", "output_dimension", "output_dtype", "encoding_format"))
_DTYPES = ("float", "int8", "uint8", "binary", "ubinary")
_SIZES: Mapping[str, tuple[int, int]] = {"codestral-embed": (1536, 3072)}
_SIZE = (1024, 1024)


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
        model = known_model(body.require("model").string(), call)
        inputs = read_inputs(body.require("input"), call.session.tokenizer.count)
        size = _read_size(body, model)
        encoded = _read_form(body)
        seed = f"{call.session.identity.seed}/{model}"
        data = [
            {"object": "embedding", "embedding": vector(one.text, size, seed, encoded=encoded), "index": index}
            for index, one in enumerate(inputs)
        ]
        tokens = sum(one.tokens for one in inputs)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens, "completion_tokens": 0}
        name = call.session.identity.id("", call.request, length=32)
        return json_reply({"id": name, "object": "list", "data": data, "model": model, "usage": usage})


def _read_size(body: Field, model: str) -> int:
    usual, most = _SIZES.get(model, _SIZE)
    wanted = body.get("output_dimension")
    return usual if wanted is None else wanted.integer(1, most)


def _read_form(body: Field) -> bool:
    if (kind := body.get("output_dtype")) and kind.one_of(_DTYPES) != "float":
        raise kind.fail("must be 'float' here: other numbers are not made")
    form = body.get("encoding_format")
    return form is not None and form.one_of(("float", "base64")) == "base64"
