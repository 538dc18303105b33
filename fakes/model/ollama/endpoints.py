"""The addresses beside the words of a model: loading, embeddings, the models, and the server itself."""

import hashlib

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.generative import Generative
from fakes.model.ollama.answer import embedding_ending, moment
from fakes.model.ollama.body import read_json, string
from fakes.model.ollama.dialect import Ollama
from fakes.model.ollama.names import LATEST, known_model
from fakes.model.ollama.shape import Shape
from fakes.model.reply import Body, Frame, Reply, json_reply
from fakes.model.text.embedding import embed

VERSION = "0.13.0"
"""The release whose API this is."""

_DIMENSIONS = 768
_SIZE = 2_019_393_189
_KEPT = 300
_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "tokenwire",
    "families": ["tokenwire"],
    "parameter_size": "3.2B",
    "quantization_level": "Q4_K_M",
}


class Loading:
    """Chat or generate; a request that says nothing only loads the model, or unloads it."""

    def __init__(self, shape: Shape) -> None:
        self.dialect = Ollama(shape)
        self._generative = Generative(self.dialect)

    def answer(self, call: ApiCall) -> Reply:
        """Return the model's answer.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        body, shape = _peeked(call), self.dialect.shape
        if body is None or not shape.is_silent(body):
            return self._generative.answer(call)
        model = known_model(call, body)
        if call.session.scripts.find(model.fake_id):
            return self._generative.answer(call)
        kept = body.get("keep_alive")
        reason = "unload" if kept and kept.value == 0 else "load"
        heading = {"model": model.text, "created_at": moment(call.session.identity)}
        return json_reply({**heading, **shape.said(""), "done": True, "done_reason": reason})


class Embed:
    """POST /api/embed: one text or several, a vector each."""

    def __init__(self) -> None:
        self.dialect = Ollama(struct="EmbedRequest")

    def answer(self, call: ApiCall) -> Reply:
        """Return the vectors, in the order of the texts.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        body = read_json(call.request)
        model = known_model(call, body)
        texts = _inputs(body)
        wanted = body.get("dimensions")
        dimensions = min(wanted.integer(-(2**31), 2**31), _DIMENSIONS) if wanted else _DIMENSIONS
        if dimensions < 0:
            raise ApiError(400, "dimensions must not be negative", param="dimensions")
        vectors = [list(_vector(call, model.text, text, dimensions or _DIMENSIONS)) for text in texts]
        tokens = sum(map(call.session.tokenizer.count, texts))
        return json_reply({"model": model.text, "embeddings": vectors, **embedding_ending(tokens)})


class OldEmbed:
    """POST /api/embeddings: one text, one vector."""

    def __init__(self) -> None:
        self.dialect = Ollama(struct="EmbeddingRequest")

    def answer(self, call: ApiCall) -> Reply:
        """Return the vector; an empty one where there is no text.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is.
        """
        body = read_json(call.request)
        model = known_model(call, body)
        text = string(body, "prompt")
        return json_reply({"embedding": list(_vector(call, model.text, text, _DIMENSIONS)) if text else []})


class Tags:
    """GET /api/tags: the built-in models and the session's scripts."""

    def __init__(self) -> None:
        self.dialect = Ollama()

    def answer(self, call: ApiCall) -> Reply:
        """Return all of them."""
        now = moment(call.session.identity)
        return json_reply({"models": [{**_card(name), "modified_at": now} for name in _names(call)]})


class Running:
    """GET /api/ps: the models that are loaded, which is all of them."""

    def __init__(self) -> None:
        self.dialect = Ollama()

    def answer(self, call: ApiCall) -> Reply:
        """Return them."""
        session = call.session
        more = {
            "expires_at": moment(session.identity, later=_KEPT),
            "size_vram": _SIZE,
            "context_length": session.setup.context_window,
        }
        return json_reply({"models": [{**_card(name), **more} for name in _names(call)]})


class Show:
    """POST /api/show: one model."""

    def __init__(self) -> None:
        self.dialect = Ollama(struct="ShowRequest")

    def answer(self, call: ApiCall) -> Reply:
        """Return what is known of it.

        Raises:
            ApiError: there is no such model.
            FieldError: something in the body is refused.
        """
        body = read_json(call.request)
        # ``name`` is what the field was called before.
        model = known_model(call, body, key="model" if body.get("model") else "name")
        architecture = {
            "general.architecture": "tokenwire",
            "general.parameter_count": _SIZE,
            "tokenwire.context_length": call.session.setup.context_window,
            "tokenwire.embedding_length": _DIMENSIONS,
        }
        return json_reply(
            {
                "license": "",
                "modelfile": f"FROM {model.text}\n",
                "parameters": "",
                "template": "{{ .Prompt }}",
                "details": _DETAILS,
                "model_info": architecture,
                "capabilities": ["completion", "tools", "thinking", "vision", "embedding"],
                "modified_at": moment(call.session.identity),
            }
        )


class Version:
    """GET /api/version."""

    def __init__(self) -> None:
        self.dialect = Ollama()

    def answer(self, call: ApiCall) -> Reply:  # noqa: ARG002 - it is the same for all
        """Return it."""
        return json_reply({"version": VERSION})


class Root:
    """GET /: the sign of life that clients and health checks look for."""

    def __init__(self) -> None:
        self.dialect = Ollama()

    def answer(self, call: ApiCall) -> Reply:  # noqa: ARG002 - it is the same for all
        """Return it."""
        text = b"Ollama is running"
        return Reply(200, (("content-type", "text/plain; charset=utf-8"),), Body((Frame(0.0, text),), len(text)))


def _peeked(call: ApiCall) -> Field | None:
    try:
        return read_json(call.request)
    except ApiError:
        # It is refused where every wrong request is.
        return None


def _inputs(body: Field) -> list[str]:
    value = body.get("input")
    if value is None:
        return []
    if isinstance(value.value, str):
        return [value.value] if value.value else []
    if isinstance(value.value, list) and all(isinstance(text, str) for text in value.value):
        return [text.string() for text in value.items()]
    raise ApiError(400, "invalid input type", code="invalid_type", param="input")


def _vector(call: ApiCall, model: str, text: str, dimensions: int) -> tuple[float, ...]:
    return embed(text, dimensions, f"{call.session.setup.seed}/{model.removesuffix(LATEST)}")


def _names(call: ApiCall) -> list[str]:
    return [f"fake/{name}{LATEST}" for name in call.session.model_ids]


def _card(name: str) -> dict[str, object]:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return {"name": name, "model": name, "size": _SIZE, "digest": digest, "details": _DETAILS}
