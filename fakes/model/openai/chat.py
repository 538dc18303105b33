"""POST /v1/chat/completions: a request -> its answer, improvised or by script."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from fakes.model.api_error import ApiError
from fakes.model.digits import read_digits
from fakes.model.field import Field, FieldError
from fakes.model.identity import Identity
from fakes.model.model_name import BUILT_IN, ModelName, model_not_found
from fakes.model.openai.capabilities import check_capabilities
from fakes.model.openai.chat_request import ChatRequest, read_json
from fakes.model.openai.completion import Chunks, Heading, completion_body, stream_frames
from fakes.model.openai.usage import count_prompt
from fakes.model.pacing import LONGEST_WAIT_MS, Pacing
from fakes.model.reply import Body, Reply, json_reply
from fakes.model.request import Request
from fakes.model.script import Script
from fakes.model.script_runner import ScriptRunner
from fakes.model.text import pieces, prose
from fakes.model.text.answer import write_answer
from fakes.model.text.chooser import Chooser
from fakes.model.text.generation import Generation
from fakes.model.text.question import Question

_DEFAULT_LONG_TOKENS = 2000
_PACE_HEADERS = {"first_ms": "x-fake-first-ms", "delay_ms": "x-fake-delay-ms"}


class ChatCompletions:
    """The chat completions of one server."""

    def __init__(self, *, scripts: ScriptRunner, pacing: Pacing, identity: Identity) -> None:
        self._scripts = scripts
        self._pacing = pacing
        self._identity = identity

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(request)
        model = ModelName.parse(body.require("model").string())
        if script := self._scripts.find(model.fake_id):
            return replace(self._play(script, request, body), model=model.text)
        if model.fake_id is not None and model.fake_id not in BUILT_IN:
            raise model_not_found(model.text)
        chat = ChatRequest.parse(body)
        check_capabilities(body, model)
        return self._improvise(request, chat, model)

    def _play(self, script: Script, request: Request, body: Field) -> Reply:
        try:
            ChatRequest.parse(body)
        except FieldError as error:
            # The real API would have refused it, whatever a script says next.
            self._scripts.misused(script, f"was asked with a request that the API refuses: {error}")
            raise
        return self._scripts.play(script, request)

    def _improvise(self, request: Request, chat: ChatRequest, model: ModelName) -> Reply:
        pacing = self._pacing.overridden({**_header_pace(request), **model.options})
        generations = tuple(self._generation(chat, model, choice) for choice in range(chat.sampling.choices))
        prompt = count_prompt(chat.messages)
        identity = self._identity
        heading = Heading(identity.completion_id(request), identity.created, model.text, identity.fingerprint)
        processing = (("openai-processing-ms", str(round(pacing.first_ms))),)
        if chat.stream:
            chunks = Chunks(heading, choices=len(generations), include_usage=chat.include_usage)
            frames = stream_frames(generations, chunks, pacing=pacing, prompt=prompt if chat.include_usage else None)
            headers = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))
            return Reply(200, (*headers, *processing), Body(frames, coalesced=True), model.text)
        completion = completion_body(generations, heading, prompt=prompt)
        due = pacing.due(max(generation.count for generation in generations))
        return replace(json_reply(completion, headers=processing, due=due), model=model.text)

    def _generation(self, chat: ChatRequest, model: ModelName, choice: int) -> Generation:
        return Generation(
            self._pieces(chat, model, choice), max_pieces=chat.sampling.max_tokens, stops=chat.sampling.stops
        )

    def _pieces(self, chat: ChatRequest, model: ModelName, choice: int) -> Iterable[str]:
        seed = self._identity.seed
        if model.fake_id == "long":
            endless = (piece for text in prose.paragraphs(f"{seed}/{choice}") for piece in pieces.split(text))
            return islice(endless, model.options.get("tokens", _DEFAULT_LONG_TOKENS))
        if chat.form.kind != "text":
            return pieces.split(chat.form.write(Chooser("json", seed, str(choice), chat.question.text)))
        question = Question(chat.question.text, chat.question.images)
        return pieces.split(write_answer(question, seed=seed, choice=choice))


def _header_pace(request: Request) -> dict[str, int]:
    pace = {}
    for option, name in _PACE_HEADERS.items():
        if value := request.header(name):
            try:
                pace[option] = read_digits(value, 0, LONGEST_WAIT_MS)
            except ValueError as error:
                raise ApiError(400, f"The header '{name}' {error}.", code="invalid_header") from None
    return pace
