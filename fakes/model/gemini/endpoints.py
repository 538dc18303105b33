"""The addresses beside generateContent: streams, counting, embeddings and the models."""

import re
from urllib.parse import parse_qs

from fakes.model.api_call import ApiCall
from fakes.model.dialect import Dialect
from fakes.model.field import Field
from fakes.model.gemini.contents import read_text, read_turns
from fakes.model.gemini.dialect import Gemini
from fakes.model.gemini.encoder import ARRAY, SSE
from fakes.model.gemini.names import asked_model, known_model
from fakes.model.gemini.payload import read_message
from fakes.model.generative import Generative
from fakes.model.reply import Reply, json_reply
from fakes.model.request import Request
from fakes.model.text.embedding import embed
from fakes.model.usage import count_prompt

_ALT = ("alt", "$alt")
_DIMENSIONS = 3072
_FEWER = 768
_SMALL = re.compile(r"(?:.*/)?(?:text-)?embedding-")
_OUTPUT_LIMIT = 65_536
_METHODS = ("generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents")


class StreamGenerate:
    """streamGenerateContent: server-sent events with ``?alt=sse``, else one JSON array, piece by piece."""

    def __init__(self, *, vertex: bool = False) -> None:
        self._array = Generative(Gemini(ARRAY, vertex=vertex))
        self._events = Generative(Gemini(SSE, vertex=vertex))

    @property
    def dialect(self) -> Dialect:
        """The API as nearly every client asks for it."""
        return self._events.dialect

    def chosen(self, request: Request) -> Generative:
        """Return what answers in the form that a request asks for; its errors have that form, too."""
        query = parse_qs(request.target.partition("?")[2])
        return self._events if any("sse" in query.get(name, ()) for name in _ALT) else self._array

    def answer(self, call: ApiCall) -> Reply:
        """Return the model's answer.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        return self.chosen(call.request).answer(call)


class CountTokens:
    """countTokens: what a request would be billed for."""

    def __init__(self) -> None:
        self.dialect = Gemini()

    def answer(self, call: ApiCall) -> Reply:
        """Return the number.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        known_model(call)
        body = read_message(call.request, "CountTokensRequest")
        turns = read_turns(body.get("generate_content_request") or body)
        total = count_prompt(turns, call.session.tokenizer)
        details = [{"modality": "TEXT", "tokenCount": total}]
        return json_reply({"totalTokens": total, "promptTokensDetails": details})


class Embed:
    """embedContent: one text, one vector."""

    def __init__(self) -> None:
        self.dialect = Gemini()

    def answer(self, call: ApiCall) -> Reply:
        """Return the vector.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        known_model(call)
        return json_reply({"embedding": _embedding(call, read_message(call.request, "EmbedContentRequest"))})


class BatchEmbed:
    """batchEmbedContents: several texts, a vector each."""

    def __init__(self) -> None:
        self.dialect = Gemini()

    def answer(self, call: ApiCall) -> Reply:
        """Return the vectors, in the order of the texts.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        known_model(call)
        requests = read_message(call.request, "BatchEmbedContentsRequest").get("requests")
        if requests is None or not requests.value:
            raise Field(None, "requests").fail("requests is not specified", "missing_required_parameter")
        return json_reply({"embeddings": [_embedding(call, request) for request in requests.items()]})


class ModelList:
    """The models that have a name of their own: the built-in ones and the session's scripts."""

    def __init__(self) -> None:
        self.dialect = Gemini()

    def answer(self, call: ApiCall) -> Reply:
        """Return all of them."""
        names = (f"fake/{name}" for name in call.session.model_ids)
        return json_reply({"models": [_card(name, call) for name in names]})


class ModelCard:
    """One model. Any name outside ``fake/`` is a model, too."""

    def __init__(self) -> None:
        self.dialect = Gemini()

    def answer(self, call: ApiCall) -> Reply:
        """Return it.

        Raises:
            ApiError: there is none of this name.
        """
        return json_reply(_card(known_model(call).text, call))


def _embedding(call: ApiCall, request: Field) -> dict[str, object]:
    model = asked_model(call).text
    content = request.get("content")
    if content is None:
        raise Field(None, f"{request.path}.content".lstrip(".")).fail("content is not specified")
    wanted = request.get("output_dimensionality")
    most = _FEWER if _SMALL.match(model) else _DIMENSIONS
    if wanted and not 1 <= wanted.integer(-(2**31), 2**31) <= most:
        raise wanted.fail(f"output_dimensionality must be in the range [1, {most}].", "out_of_range")
    dimensions = wanted.integer(1, most) if wanted else most
    return {"values": list(embed(read_text(content), dimensions, f"{call.session.setup.seed}/{model}"))}


def _card(name: str, call: ApiCall) -> dict[str, object]:
    return {
        "name": f"models/{name}",
        "version": "001",
        "displayName": name,
        "description": "A model of tokenwire's fake server.",
        "inputTokenLimit": call.session.setup.context_window,
        "outputTokenLimit": _OUTPUT_LIMIT,
        "supportedGenerationMethods": list(_METHODS),
        "temperature": 1,
        "maxTemperature": 2,
        "topP": 0.95,
        "topK": 64,
        "thinking": True,
    }
