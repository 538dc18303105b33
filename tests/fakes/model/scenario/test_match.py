import pytest

from fakes.model.prompt import Prompt, Turn
from fakes.model.request import Request
from tests.fakes.model.scenario.stage import asked, called, cast, result, sent, spoken

LYON = asked(before=(called("weather"),), results=(result("21 degrees"),))
BOTH = asked(results=(result("21 degrees", "weather"), result("late", "clock", failed=True)))
BODY = sent({"metadata": {"plan": "pro", "seats": 1, "beta": True}, "tags": ["a", {"b": [1, 2.0]}]}, x_team="red")

CASES: dict[str, tuple[dict[str, object], Prompt, Request, bool]] = {}


def yes(name: str, match: dict[str, object], prompt: Prompt, request: Request | None = None) -> None:
    CASES[name] = (match, prompt, request or sent(), True)


def no(name: str, match: dict[str, object], prompt: Prompt, request: Request | None = None) -> None:
    CASES[name] = (match, prompt, request or sent(), False)


yes("nothing is asked for", {}, asked())
yes("the dialect", {"dialect": "openai"}, asked())
yes("one of the dialects", {"dialect": ["anthropic", "openai"]}, asked())
no("another dialect", {"dialect": ["anthropic"]}, asked())
yes("a model's glob", {"model": "gpt-*"}, asked())
no("a model's glob is whole", {"model": "gpt"}, asked())
yes("a model's regex", {"model": {"regex": r"\d$"}}, asked())
yes("a model's wish is part of its name", {"model": "fake/long*"}, asked(model="fake/long?tokens=5"))
yes("the system contains", {"system": "brief"}, asked(system="Be brief."))
no("no system", {"system": "brief"}, asked())
yes("the user contains", {"user": "ell"}, asked())
no("the user contains, case counts", {"user": "hello"}, asked())
yes("the user exactly", {"user": {"exact": "Hello"}}, asked())
no("the user not exactly", {"user": {"exact": "Hell"}}, asked())
yes("the user by regex", {"user": {"regex": "(?i)^hello$"}}, asked())
yes("two tests of one text, both hold", {"user": {"contains": "H", "regex": "o$"}}, asked())
no("two tests of one text, one holds", {"user": {"contains": "H", "regex": "x$"}}, asked())
no("the last user counts", {"user": "Hello"}, asked("Bye", before=(Turn("user", "Hello"),)))
no("all must hold", {"user": "Hello", "model": "claude*"}, asked())
yes("the first turn", {"turn": 1}, asked())
yes("the second turn", {"turn": 2}, asked(before=(Turn("user", "Hi"), Turn("assistant", "Yes?"))))
no("not the second turn", {"turn": 2}, asked())
yes("a result", {"tool_result": True}, LYON)
no("a result is missing", {"tool_result": True}, asked())
yes("no result", {"tool_result": False}, asked())
no("no result is wanted", {"tool_result": False}, LYON)
no("results before the user's turn are past", {"tool_result": True}, asked(before=(result("21"),)))
yes("a result contains", {"tool_result": "21"}, LYON)
no("a result does not contain", {"tool_result": "22"}, LYON)
yes("a result's name by its call", {"tool_result": {"name": "weather"}}, LYON)
no("a result of another name", {"tool_result": {"name": "clock"}}, LYON)
yes("a result's name and text", {"tool_result": {"name": "weather", "contains": "21"}}, BOTH)
no("one result must fit whole", {"tool_result": {"name": "clock", "contains": "21"}}, BOTH)
yes("a failed result", {"tool_result": {"failed": True, "name": "clock"}}, BOTH)
no("a result that did not fail", {"tool_result": {"failed": False, "name": "clock"}}, BOTH)
yes("a tool", {"tools": "weather"}, asked(tools=("weather", "clock")))
no("all tools", {"tools": ["weather", "maps"]}, asked(tools=("weather", "clock")))
yes("an image", {"image": True}, asked(images=("image/png",)))
no("no image", {"image": True}, asked())
no("no image is wanted", {"image": False}, asked(images=("image/png",)))
yes("a stream", {"stream": True}, asked(stream=True))
no("no stream", {"stream": True}, asked())
yes("a header, its name in any case", {"header": {"X-Team": "red"}}, asked(), BODY)
no("a header is exact", {"header": {"x-team": "re"}}, asked(), BODY)
yes("a header's test", {"header": {"x-team": {"contains": "e"}}}, asked(), BODY)
no("each header", {"header": {"x-team": "red", "x-other": "1"}}, asked(), BODY)
yes("an absent header is empty", {"header": {"x-other": ""}}, asked(), BODY)
yes("a query's value", {"json": {"$.metadata.plan": "pro"}}, asked(), BODY)
no("a query's other value", {"json": {"$.metadata.plan": "free"}}, asked(), BODY)
yes("a query's test", {"json": {"$.metadata.plan": {"regex": "^p"}}}, asked(), BODY)
no("a query's test is of texts", {"json": {"$.metadata.seats": {"regex": "1"}}}, asked(), BODY)
yes("a query finds several", {"json": {"$.tags[*]": "a"}}, asked(), BODY)
yes("a query finds an object", {"json": {"$.tags[1]": {"b": [1, 2]}}}, asked(), BODY)
no("a query's object is whole", {"json": {"$.tags[1]": {"b": [1]}}}, asked(), BODY)
no("1 is not true", {"json": {"$.metadata.seats": True}}, asked(), BODY)
no("true is not 1", {"json": {"$.metadata.beta": 1}}, asked(), BODY)
no("each query", {"json": {"$.metadata.plan": "pro", "$.no": 1}}, asked(), BODY)
no("an empty object is a value", {"json": {"$.metadata": {}}}, asked(), BODY)
no("a query without a body", {"json": {"$.a": 1}}, asked())
no("a query over no object", {"json": {"$.a": 1}}, asked(), sent("text"))
yes("a predicate", {"predicate": lambda prompt: prompt.number == 1}, asked())
no("a predicate says no", {"predicate": lambda prompt: False}, asked())


@pytest.mark.parametrize(("match", "prompt", "request_", "expected"), CASES.values(), ids=CASES)
def test_a_scenario_matches_when_all_of_it_holds(
    *, match: dict[str, object], prompt: Prompt, request_: Request, expected: bool
) -> None:
    assert spoken(cast({"match": match}), prompt, request_) == ("a" if expected else None)


def test_a_body_that_was_read_already_is_not_read_again() -> None:
    line = cast({"match": {"json": {"$.a": 1}}}).choose(asked(), sent({"a": 2}), {"a": 1})

    assert line is not None
