"""Messages and their blocks, as requests hold them."""

from tests.fakes.model.anthropic.clients import Json

PNG: Json = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}


def user(*blocks: object) -> Json:
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks: object) -> Json:
    return {"role": "assistant", "content": list(blocks)}


def text(words: str, **more: object) -> Json:
    return {"type": "text", "text": words, **more}


def called(call_id: str, name: str = "look") -> Json:
    return {"type": "tool_use", "id": call_id, "name": name, "input": {"a": 1}}


def result(call_id: str, **more: object) -> Json:
    return {"type": "tool_result", "tool_use_id": call_id, **more}


def document(kind: str, **source: object) -> Json:
    return {"type": "document", "source": {"type": kind, **source}}
