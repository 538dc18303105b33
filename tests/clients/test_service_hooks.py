"""useCompletion and useObject of every generation, talking to our service."""

import json

import pytest

from service.errors import UpstreamError
from service.messages import TextPart, UserMessage
from tests.scripted_model import ScriptedModel

from .client import Client
from .generation import DATA_STREAM, GENERATIONS, Generation
from .program import Programs
from .report import Report
from .script import says
from .services import Services

every_generation = pytest.mark.parametrize("generation", GENERATIONS, ids=str)
every_cut = pytest.mark.parametrize("cut", [None, "bytes"], ids=["whole", "byte by byte"])

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "number"}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
ASKED = {"prompt": "Where?", "schema": SCHEMA}
PLACE = {"city": "Zürich 👍🏽", "days": 2}
WORDS = json.dumps(PLACE, ensure_ascii=False).split(" ")
PIECES = (*(f"{word} " for word in WORDS[:-1]), WORDS[-1])


class Hooks:
    """Uses a hook on our service, whose model says these things."""

    def __init__(self, programs: Programs, services: Services) -> None:
        self._programs = programs
        self._services = services
        self.model = ScriptedModel(())

    def complete(self, generation: Generation, model: ScriptedModel, protocol: str, **options: object) -> Report:
        """Ask useCompletion. Those of ai 5 to 7 send what ai 4's sends, and read ui: the URL says so."""
        self.model = model
        query = {"text": "?protocol=text", "stream": "" if generation.major == DATA_STREAM else "?protocol=ui"}[
            protocol
        ]
        api = self._services.api(model, path="/api/completion") + query
        client = Client(program=self._programs.of(generation), door="useCompletion", api=api)
        return client.talk("Where?", protocol=protocol, **options)

    def form(self, generation: Generation, model: ScriptedModel, **options: object) -> Report:
        """Ask useObject."""
        self.model = model
        api = self._services.api(model, path="/api/object")
        client = Client(program=self._programs.of(generation), door="useObject", api=api)
        (report,) = client.talk_often([{"body": ASKED, "schema": SCHEMA, **options}])
        return report


@pytest.fixture
def hooks(programs: Programs, services: Services) -> Hooks:
    return Hooks(programs, services)


@every_generation
@every_cut
@pytest.mark.parametrize("protocol", ["stream", "text"])
def test_a_completion_is_what_the_model_says(
    generation: Generation, cut: str | None, protocol: str, hooks: Hooks
) -> None:
    report = hooks.complete(generation, ScriptedModel(says("In ", "Zürich ", "👍🏽.")), protocol, cut=cut)

    assert (report.status, report.text, report.errors) == ("ready", "In Zürich 👍🏽.", [])
    assert [request.messages for request in hooks.model.requests] == [(UserMessage((TextPart("Where?"),)),)]


@every_generation
@pytest.mark.parametrize("protocol", ["stream", "text"])
def test_a_completion_that_fails_says_so_and_keeps_its_text(
    generation: Generation, protocol: str, hooks: Hooks
) -> None:
    report = hooks.complete(generation, ScriptedModel(says("In ", UpstreamError())), protocol)

    assert (report.status, report.text) == ("error", "In ")
    assert report.error is not None
    # A text stream has no words for it: it breaks off.
    assert (report.error["message"] == UpstreamError().message) == (protocol == "stream")


@every_generation
@every_cut
def test_an_object_grows_until_it_fits_the_schema_of_the_request(
    generation: Generation, cut: str | None, hooks: Hooks
) -> None:
    report = hooks.form(generation, ScriptedModel(says(*PIECES)), cut=cut)

    assert (report.status, report.object, report.errors) == ("ready", PLACE, [])
    (request,) = hooks.model.requests
    assert request.response_schema is not None
    assert (request.response_schema.schema, request.tools) == (SCHEMA, ())
    assert request.messages == (UserMessage((TextPart("Where?"),)),)


@every_generation
def test_an_object_without_a_schema_is_refused_in_our_words(generation: Generation, hooks: Hooks) -> None:
    report = hooks.form(generation, ScriptedModel(says(*PIECES)), body={"prompt": "Where?"})

    assert (report.status, report.object) == ("error", None)
    assert report.error is not None
    assert "schema is missing" in report.error["message"]
    assert hooks.model.requests == []


@every_generation
def test_an_object_that_breaks_off_is_an_error_and_keeps_what_there_is(generation: Generation, hooks: Hooks) -> None:
    report = hooks.form(generation, ScriptedModel(says(PIECES[0], PIECES[1], UpstreamError())))

    assert report.status == "error"
    assert report.error is not None
