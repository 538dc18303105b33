"""GET /v1/models: what can be asked for, page by page (the SDK's ModelInfo)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs

from fakes.model.anthropic.dialect import Messages
from fakes.model.anthropic.names import known_model
from fakes.model.anthropic.request import read_version
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.digits import read_digits
from fakes.model.reply import Reply, json_reply

_PAGE, _MOST = 20, 1000
_OUTPUT_LIMIT = 64_000


class ModelList:
    """The models that have a name of their own: the built-in ones and the session's scripts."""

    def __init__(self) -> None:
        self.dialect = Messages()

    def answer(self, call: ApiCall) -> Reply:
        """Return a page of them.

        Raises:
            ApiError: the request is refused, or there is no such page.
        """
        read_version(call.request)
        names = [f"fake/{name}" for name in call.session.model_ids]
        query = {name: values[-1] for name, values in parse_qs(call.request.target.partition("?")[2]).items()}
        start, end = _page(names, query)
        data = [_card(name, call) for name in names[start:end]]
        return json_reply(
            {
                "data": data,
                "has_more": start > 0 if "before_id" in query else end < len(names),
                "first_id": data[0]["id"] if data else None,
                "last_id": data[-1]["id"] if data else None,
            }
        )


class ModelCard:
    """One model. Any name outside ``fake/`` is a model, too."""

    def __init__(self) -> None:
        self.dialect = Messages()

    def answer(self, call: ApiCall) -> Reply:
        """Return it.

        Raises:
            ApiError: the request is refused, or there is none of this name.
        """
        read_version(call.request)
        return json_reply(_card(known_model(call.names["model"], call).text, call))


def _page(names: Sequence[str], query: dict[str, str]) -> tuple[int, int]:
    size = _PAGE
    if limit := query.get("limit"):
        try:
            size = read_digits(limit, 1, _MOST)
        except ValueError as error:
            raise ApiError(400, f"limit: {error}") from None
    if after := query.get("after_id"):
        start = _place(names, after, "after_id") + 1
        return start, min(start + size, len(names))
    end = _place(names, query["before_id"], "before_id") if "before_id" in query else len(names)
    start = max(end - size, 0) if "before_id" in query else 0
    return start, min(start + size, end)


def _place(names: Sequence[str], name: str, parameter: str) -> int:
    if name not in names:
        raise ApiError(400, f"{parameter}: there is no model '{name}'")
    return names.index(name)


def _card(name: str, call: ApiCall) -> dict[str, object]:
    made = datetime.fromtimestamp(call.session.identity.created, UTC)
    return {
        "type": "model",
        "id": name,
        "display_name": name,
        "created_at": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "lifecycle": "active",
        "max_input_tokens": call.session.setup.context_window,
        "max_tokens": _OUTPUT_LIMIT,
    }
