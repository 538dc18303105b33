import json

import pytest

from fakes.model.field import Field, FieldError
from fakes.model.obedience import auto_call, obey
from fakes.model.prompt import OfferedTool, Prompt, ToolChoice
from fakes.model.response_format import ResponseFormat
from fakes.model.saying import Call, Part, Reasoning, RedactedReasoning, Refusal, Saying, Text
from fakes.model.text.chooser import Chooser
from tests.fakes.model.prompts import prompt

CITY = Field({"type": "object", "properties": {"city": {"enum": ["Rome"]}}, "required": ["city"]})
WEATHER = OfferedTool("weather", CITY)
CLOCK = OfferedTool("clock")
TOOLS = (WEATHER, CLOCK)
TEXT = Text("Hello")
ASK = Call("weather", '{"city":"Rome"}')
TICK = Call("clock")
THOUGHT = Reasoning("Hm")
STARS = Field({"type": "object", "properties": {"stars": {"const": 5}}, "required": ["stars"]})


def obeyed(saying: Saying, asked: Prompt) -> Saying:
    return obey(saying, asked, Chooser("test"))


CHOICES = [
    (ToolChoice(), (TEXT, ASK, TICK), (TEXT, ASK, TICK)),
    (ToolChoice("none"), (TEXT, ASK), (TEXT,)),
    (ToolChoice("auto", ("clock",)), (ASK, TICK), (TICK,)),
    (ToolChoice(parallel=False), (TEXT, ASK, TICK), (TEXT, ASK)),
    (ToolChoice("required"), (TEXT, TICK), (TEXT, TICK)),
    (ToolChoice("required", ("clock",)), (TEXT, ASK), (TICK,)),
    (ToolChoice("required"), (THOUGHT, TEXT), (THOUGHT, ASK)),
    (
        ToolChoice("required"),
        (Text('{"city": '), Text('"Rome"}')),
        (Call("weather", '{"city": "Rome"}'),),
    ),
    (ToolChoice("required"), (Text('{"city": "Ulm"}'),), (ASK,)),
    (ToolChoice("required"), (Text(("{", "}")),), (ASK,)),
    (ToolChoice("required", ("clock",)), (Text('{"any": 1}'),), (Call("clock", '{"any": 1}'),)),
    (ToolChoice("required", ("clock",)), (Text("[1]"),), (TICK,)),
    (ToolChoice("none"), (Call("made_up", unoffered=True),), (Call("made_up", unoffered=True),)),
    (ToolChoice(), (Call("made_up"),), ()),
]


@pytest.mark.parametrize(("choice", "said", "left"), CHOICES)
def test_only_the_calls_that_are_wished_for_are_made(
    choice: ToolChoice, said: tuple[Part, ...], left: tuple[Part, ...]
) -> None:
    assert obeyed(Saying(said), prompt(tools=TOOLS, tool_choice=choice, reasons=True)).parts == left


def test_a_finish_for_calls_goes_with_the_calls() -> None:
    asked = prompt(tools=TOOLS, tool_choice=ToolChoice("none"))

    assert obeyed(Saying((TEXT, ASK), "tool_calls"), asked).finish is None
    assert obeyed(Saying((TEXT,), "length"), asked).finish == "length"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (prompt(reasons=True), 3),
        (prompt(reasons_unseen=True), 2),
        (prompt(), 1),
    ],
)
def test_thoughts_are_had_only_by_models_that_think(asked: Prompt, left: int) -> None:
    said = Saying((Reasoning("Hm"), RedactedReasoning("x"), TEXT))

    assert len(obeyed(said, asked).parts) == left


FORMED = [
    (ResponseFormat("json_schema", STARS), '{"stars": 5}', '{"stars": 5}'),
    (ResponseFormat("json_schema", STARS), '{"stars": 4}', '{"stars":5}'),
    (ResponseFormat("json_schema", STARS), "five", '{"stars":5}'),
    (ResponseFormat("json_object"), '{"any": 1}', '{"any": 1}'),
    (ResponseFormat("text"), "five", "five"),
]


@pytest.mark.parametrize(("form", "said", "left"), FORMED)
def test_text_that_must_be_json_is_json_that_fits(form: ResponseFormat, said: str, left: str) -> None:
    assert obeyed(Saying((Text(said),)), prompt(form=form)).parts == (Text(left),)


def test_several_texts_become_the_one_document_in_the_place_of_the_first() -> None:
    asked = prompt(form=ResponseFormat("json_schema", STARS), tools=TOOLS)

    assert obeyed(Saying((Text('{"sta'), ASK, Text('rs": 5}'))), asked).parts == (Text('{"stars": 5}'), ASK)


def test_what_is_no_object_is_replaced_where_an_object_is_asked_for() -> None:
    (part,) = obeyed(Saying((Text("[1]"),)), prompt(form=ResponseFormat("json_object"))).parts

    assert isinstance(part, Text)
    assert isinstance(json.loads(str(part.text)), dict)


def test_a_long_text_and_one_that_leads_nowhere_are_replaced_too() -> None:
    nowhere = Field({"anyOf": [{"$ref": "#/none"}, {"const": 1}]})
    with pytest.raises(FieldError):
        obeyed(Saying((Text("1"),)), prompt(form=ResponseFormat("json_schema", nowhere)))
    (part,) = obeyed(Saying((Text(iter("ab")),)), prompt(form=ResponseFormat("json_schema", STARS))).parts
    assert part == Text('{"stars":5}')


def test_a_refusal_and_a_call_alone_need_no_json() -> None:
    form = ResponseFormat("json_schema", STARS)

    assert obeyed(Saying((Refusal("No."), TEXT)), prompt(form=form)).parts == (Refusal("No."), TEXT)
    assert obeyed(Saying((TICK,)), prompt(form=form, tools=TOOLS)).parts == (TICK,)


def test_a_made_up_call_has_arguments_that_fit() -> None:
    assert auto_call(WEATHER, Chooser("x")) == ASK
    assert auto_call(CLOCK, Chooser("x")) == TICK
