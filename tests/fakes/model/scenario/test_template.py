from typing import Any

import pytest

from fakes.model.api_error import ApiError
from fakes.model.prompt import Prompt, Turn
from fakes.model.saying import Call, RedactedReasoning, Saying, Text
from tests.fakes.model.scenario.stage import asked, called, cast, result, sent

PROMPT = asked(
    "How warm?", system="Be brief.", before=(Turn("user", "Hi"), called("weather")), tools=("weather", "clock")
)
TOLD = asked("How warm?", before=(called("weather"),), results=(result("21"), result("noon", "clock")))
REQUEST = sent({"metadata": {"plan": "pro"}}, x_team="red")


def filled(say: object, prompt: Prompt = PROMPT, *, seed: str = "seed") -> tuple[Any, ...]:
    troupe = cast({"say": say, "template": True})
    troupe._seed = seed
    line = troupe.choose(prompt, REQUEST)
    assert line is not None
    return line.sayings[0].parts


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ user }}", "How warm?"),
        ("{{ system }}", "Be brief."),
        ("{{ model }}", "gpt-5"),
        ("{{ turn }}", "2"),
        ("{{ tools | join('+') }}", "weather+clock"),
        ("{{ headers['x-team'] }}", "red"),
        ("{{ json.metadata.plan }}", "pro"),
        ("[{{ last_result }}{{ results }}]", "[[]]"),
        ("{{ json | tojson }}", '{"metadata": {"plan": "pro"}}'),
        ("{% if 'warm' in user %}yes{% else %}no{% endif %}\n", "yes\n"),
        ("{% for i in range(3) %}{{ i + 1 }}{% endfor %}", "123"),
        ("{{ 2 * 3 }} {{ 7 % 4 }} {{ [1] + [2] }}", "6 3 [1, 2]"),
        ("{{ user | upper }} {{ user.split()[0] }}", "HOW WARM? How"),
        ("<b>&</b>", "<b>&</b>"),
    ],
)
def test_a_template_sees_the_request(template: str, expected: str) -> None:
    assert filled(template) == (Text(expected),)


def test_a_template_sees_the_results_by_name() -> None:
    say = "{% for r in results %}{{ r.name }}={{ r.text }} {% endfor %}last={{ last_result }}"

    assert filled(say, TOLD) == (Text("weather=21 clock=noon last=noon"),)


def test_every_text_of_a_part_is_a_template_and_nothing_else() -> None:
    nested = {"q": "{{ user }}", "n": [1, "{{ turn }}", None], "{{ key }}": True}
    reasoning, redacted, refusal, as_object, as_text = filled(
        [
            {"reasoning": "{{ turn }}", "signature": "{{ s }}"},
            {"redacted_reasoning": "{{ x }}"},
            {"refusal": "No {{ model }}."},
            {"call": {"name": "{{ n }}", "arguments": nested, "unoffered": True}},
            {"call": {"name": "f", "arguments": '{"a": {{ turn }} }', "unoffered": True}},
        ]
    )

    assert (reasoning.text, reasoning.signature) == ("2", "{{ s }}")
    assert redacted == RedactedReasoning("{{ x }}")
    assert refusal.text == "No gpt-5."
    assert as_object == Call("{{ n }}", '{"q":"How warm?","n":[1,"2",null],"{{ key }}":true}', unoffered=True)
    assert as_text.arguments == '{"a": 2 }'


def test_a_text_in_arguments_cannot_break_them() -> None:
    (call,) = filled([{"call": {"name": "weather", "arguments": {"q": "{{ user }}"}}}], asked('"}', tools=("weather",)))

    assert call.arguments == '{"q":"\\"}"}'


def test_what_is_picked_follows_from_the_seed_and_the_question() -> None:
    say = "{{ pick('a', 'b', 'c') }}" * 20

    assert filled(say) == filled(say)
    assert filled(say) != filled(say, seed="other")
    assert filled(say) != filled(say, asked("Another"))


def test_without_template_nothing_is_filled_in() -> None:
    line = cast({"say": "{{ user }}"}).choose(asked(), sent())

    assert line is not None
    assert line.sayings == (Saying((Text("{{ user }}"),)),)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ (''|attr('__class__')).__subclasses__() }}",
        "{{ user.__init__.__globals__ }}",
        "{{ pick.__globals__ }}",
        "{{ results.append(1) }}",
        "{{ json.update({}) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum() }}",
        "{{ [1, 2]|random }}",
        "{{ dict }}",
        "{{ namespace() }}",
        "{% include 'x' %}",
        "{% import 'os' as os %}",
        "{{ open('/etc/hosts') }}",
        "{{ '{0.__class__}'.format(user) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'x'.ljust(3) }}",
        "{{ 'x'|center(999999999) }}",
        "{% for i in range(1001) %}{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}xy{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ ('x'.join(range(1000)|map('string')|list) "
        + "|list|join('yyyyyyyyyyyyyyyyyyyyyyyyy') " * 2
        + ") + user }}",
        "{{ unknown }}",
        "{{ json.metadata.nothing }}",
        "{{ 1 / 0 }}",
    ],
)
def test_what_a_template_may_not_do_fails(template: str) -> None:
    with pytest.raises(ApiError) as caught:
        filled(template)

    assert caught.value.code == "scenario_failed"
    assert caught.value.message.startswith("Scenario 'a' (s.yaml): a template ")


def test_tokens_from_a_function_are_not_filled_in() -> None:
    tokens = Text(iter(("{{", "x}}")))
    line = cast({"say": lambda _: Saying((tokens,)), "template": True}).choose(asked(), sent())

    assert line is not None
    assert line.sayings[0].parts[0] is tokens


def test_a_constant_that_json_does_not_have_is_left_to_the_model() -> None:
    (call,) = filled([{"call": {"name": "f", "arguments": '{"a": NaN}', "unoffered": True}}])

    assert call.arguments == '{"a": NaN}'


def test_arguments_that_a_template_breaks_fail() -> None:
    with pytest.raises(ApiError, match=r"a template makes the arguments 'How warm\?' of 'weather', which is not JSON"):
        filled([{"call": {"name": "weather", "arguments": "{{ user }}"}}])
