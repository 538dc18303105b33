"""Requests and answers without a socket: an API's routes, and an encoder that is told what to say."""

import json
from collections.abc import Iterable, Mapping

from fakes.model.api_call import ApiCall, Fork
from fakes.model.api_error import ApiError
from fakes.model.delivery import stream_frames
from fakes.model.dialect import Asking, Heading, Logprob
from fakes.model.field import FieldError
from fakes.model.identity import Identity
from fakes.model.pacing import Pacing
from fakes.model.reply import Reply
from fakes.model.request import Request
from fakes.model.route import Route, Routes
from fakes.model.saying import Saying
from fakes.model.session import Session
from fakes.model.setup import Setup
from fakes.model.text.tokenizer import PieceTokenizer
from fakes.model.usage import Usage
from fakes.model.utterance import Manner, Utterance

PROMPT_TOKENS = 7


def ask(routes: Iterable[Route], target: str, body: object = None, method: str = "POST") -> tuple[Reply, bytes]:
    """The reply to a request, and its bytes. A body of bytes travels as it is."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    request = Request(method, target, (("content-type", "application/json"),), data)
    route, names = next((route, names) for route, names in Routes(routes).at(request.path) if route.method == method)
    call = ApiCall(request, names, Session("", Setup()))
    endpoint = route.endpoint.chosen(request) if isinstance(route.endpoint, Fork) else route.endpoint
    try:
        reply = endpoint.answer(call)
    except (ApiError, FieldError) as error:
        refused = ApiError.of(error) if isinstance(error, FieldError) else error
        reply = endpoint.dialect.refusal(refused, "req_1")
    return reply, b"".join(frame.data for frame in reply.body.frames)


def call_of(target: str, body: object, **names: str) -> ApiCall:
    """A request as a dialect reads it."""
    return ApiCall(Request("POST", target, (), json.dumps(body).encode()), names, Session("", Setup()))


def heading(model: str = "gemini-2.5-flash") -> Heading:
    """What an answer begins with."""
    return Heading(Request("POST", "/"), model, Identity(), PROMPT_TOKENS)


def streamed(asking: Asking, *sayings: Saying, usage: Usage | None = None) -> list[bytes]:
    """What an asking's encoder makes of sayings, one a choice."""
    utterances = [_utterance(asking, saying) for saying in sayings]
    frames = stream_frames(
        utterances,
        asking.encoder(heading(asking.prompt.model.text)),
        Pacing().timetable(),
        lambda: usage or _usage(utterances),
    )
    return [frame.data for frame in frames]


def whole(asking: Asking, *sayings: Saying) -> Mapping[str, object]:
    """The body that an asking makes of sayings, as a client reads it."""
    utterances = [_utterance(asking, saying) for saying in sayings]
    spoken = [utterance.collect() for utterance in utterances]
    body = asking.body(heading(asking.prompt.model.text), spoken, _usage(utterances))
    document: Mapping[str, object] = json.loads(json.dumps(body))
    return document


def _usage(utterances: Iterable[Utterance]) -> Usage:
    said = list(utterances)
    return Usage(PROMPT_TOKENS, sum(each.tokens for each in said), sum(each.reasoning for each in said))


def _utterance(asking: Asking, saying: Saying) -> Utterance:
    top = asking.prompt.sampling.top_logprobs

    def rate(position: int, token: str) -> Logprob:
        return Logprob(token, -0.1 * (position + 1), ((token, -0.1), ("other", -2.0))[:top])

    return Utterance(
        saying,
        Manner(
            sampling=asking.prompt.sampling,
            tokenizer=PieceTokenizer(),
            name_call=lambda number: f"call_{number}",
            sign=lambda text: "c2lnbmVk" if text else "",
            rate=None if top is None else rate,
        ),
    )
