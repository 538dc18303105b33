"""What a server says to parameters that stand beside those of a plain request."""

import json

import pytest

from fakes.model import ModelServer
from fakes.model.field import Field, FieldError
from fakes.model.improvisation import Improviser
from fakes.model.model_name import ModelName
from fakes.model.obedience import obey
from fakes.model.openai.chat import asking
from fakes.model.prompt import Prompt
from fakes.model.text.chooser import Chooser
from fakes.model.text.tokenizer import PieceTokenizer
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes

Refusal = tuple[dict[str, object], str, str, str]
"""Parameters, and what the refusal holds: the param, the code, and a part of the message."""

REQUIRED = "missing_required_parameter"


def said(*messages: object) -> dict[str, object]:
    """A conversation."""
    return {"messages": list(messages)}


def user(*parts: object) -> dict[str, object]:
    """A conversation of one user message with these parts."""
    return said({"role": "user", "content": list(parts)})


async def accepts(parameters: dict[str, object]) -> None:
    """Assert that a request with these parameters is answered."""
    async with ModelServer() as server:
        status, _, body = await ask(server, chat_bytes({**chat_body(), **parameters}))
    assert status == 200, body


async def refuses(refusal: Refusal) -> None:
    """Assert that a request is refused in the shape of the API, for the right reason at the right place.

    Which words OpenAI has for that is tested in test_refusal.py.
    """
    parameters, param, code, complaint = refusal
    body = {**chat_body(), **parameters}
    async with ModelServer() as server:
        status, headers, answer = await ask(server, chat_bytes(body))

    error = json.loads(answer)["error"]
    assert (status, headers["content-type"]) == (400, "application/json")
    assert list(error) == ["message", "type", "param", "code"]
    assert error["type"] == "invalid_request_error"
    with pytest.raises(FieldError) as refused:
        understood(body)
    assert (refused.value.path, refused.value.code) == (param, code)
    assert complaint in str(refused.value)


def understood(body: dict[str, object]) -> Prompt:
    """A request as the model hears it; a demand that can't be met fails here, too."""
    field = Field(body)
    prompt = asking("openai", ModelName.parse(field.require("model").string()), field).prompt
    saying = Improviser(seed="tokenwire", tokenizer=PieceTokenizer()).say(prompt, 0)
    obey(saying, prompt, Chooser("obey"))
    return prompt
