from itertools import count, islice

import pytest

from fakes.model.dialect import Logprob
from fakes.model.sampling import Sampling
from fakes.model.saying import Call, Part, Reasoning, RedactedReasoning, Refusal, Saying, Text
from fakes.model.text.tokenizer import PieceTokenizer
from fakes.model.utterance import Closed, Manner, Opened, Said, Utterance

TEXT = "One two three, and one more."
CALL = Call("weather", '{"city":"Rome"}')


def uttered(*parts: Part, batch: int = 1, unseen: bool = False, rated: bool = False, **sampling: object) -> Utterance:
    manner = Manner(
        sampling=Sampling(**sampling),  # type: ignore[arg-type] # what the test says
        tokenizer=PieceTokenizer(),
        name_call=lambda number: f"call_{number}",
        sign=lambda text: f"signed {text}",
        rate=(lambda at, token: Logprob(token, -at)) if rated else None,
        batch=batch,
        unseen=unseen,
    )
    return Utterance(Saying(parts), manner)


CASES = [
    # max, stops, text, finish, stop
    (None, (), TEXT, "stop", None),
    (1, (), "One", "length", None),
    (3, (), "One two three", "length", None),
    (8, (), TEXT, "stop", None),
    (9, (), TEXT, "stop", None),
    (None, ("two",), "One ", "stop", "two"),
    (None, (" two thr",), "One", "stop", " two thr"),
    (None, ("One",), "", "stop", "One"),
    (None, (".",), TEXT[:-1], "stop", "."),
    (None, ("never", "said"), TEXT, "stop", None),
    (None, ("and", "three"), "One two ", "stop", "three"),
    (None, ("o", "three"), "One tw", "stop", "o"),
    (4, ("and",), "One two three,", "length", None),
    (4, (",",), "One two three", "stop", ","),
    (3, ("three, and",), "One two three", "length", None),
]


@pytest.mark.parametrize("batch", [1, 2, 256])
@pytest.mark.parametrize(("most", "stops", "text", "finish", "stop"), CASES)
def test_an_answer_ends_where_the_request_wants_it_to(  # noqa: PLR0917 - a table's columns
    most: int | None, stops: tuple[str, ...], text: str, finish: str, stop: str | None, batch: int
) -> None:
    utterance = uttered(Text(TEXT), batch=batch, max_tokens=most, stops=stops)

    spoken = utterance.collect()

    assert (spoken.text("text"), spoken.finish, spoken.stop) == (text, finish, stop)
    assert [part.kind for part, _ in spoken.parts] == (["text"] if text else [])


def test_tokens_are_counted_as_they_are_said() -> None:
    utterance = uttered(Reasoning("Let me think."), Text(TEXT), CALL)

    said = [step for step in utterance if isinstance(step, Said)]

    assert utterance.tokens == sum(len(step.tokens) for step in said)
    assert utterance.reasoning == len(list(PieceTokenizer().split("Let me think.")))


@pytest.mark.parametrize(
    ("parts", "most", "kinds", "finish"),
    [
        ((Text("One two"), CALL), 2, ["text"], "length"),
        ((Text("One two"), CALL), 3, ["text", "call"], "length"),
        ((Text("One two"), RedactedReasoning("secret")), 2, ["text", "redacted"], "stop"),
        ((Text("One two"), Call("now", "")), 2, ["text", "call"], "tool_calls"),
        ((Reasoning("a b c"), Text("One")), 3, ["reasoning"], "length"),
    ],
)
def test_a_limit_holds_over_all_parts_and_what_costs_nothing_is_still_said(
    parts: tuple[Part, ...], most: int, kinds: list[str], finish: str
) -> None:
    spoken = uttered(*parts, max_tokens=most).collect()

    assert ([part.kind for part, _ in spoken.parts], spoken.finish) == (kinds, finish)


def test_behind_a_stop_text_nothing_is_said_and_no_call_is_made() -> None:
    spoken = uttered(Text(TEXT), CALL, stops=("two",)).collect()

    assert (spoken.calls, spoken.finish) == ((), "stop")


def test_stop_texts_end_text_and_neither_thoughts_nor_arguments() -> None:
    spoken = uttered(Reasoning("Rome"), Call("weather", '{"city":"Rome"}'), stops=("Rome",)).collect()

    assert [text for _, text in spoken.parts] == ["Rome", '{"city":"Rome"}']


def test_parts_have_their_names_and_numbers() -> None:
    parts = (Reasoning("a"), Reasoning("b", "own"), RedactedReasoning("c"), Text(""), Refusal("No."), CALL, CALL)
    spoken = uttered(*parts, Call("x", "{}", id="mine")).collect()

    assert [part.index for part, _ in spoken.parts] == list(range(7))
    assert [part.signature for part, _ in spoken.parts[:2]] == ["signed a", "own"]
    assert spoken.parts[2][0].data == "c"
    assert [(part.call_index, part.id) for part, _ in spoken.calls] == [(0, "call_0"), (1, "call_1"), (2, "mine")]
    assert spoken.finish == "tool_calls"


def test_what_is_opened_is_closed_before_the_next_part() -> None:
    steps = list(uttered(Text("One two"), CALL, batch=256))

    assert [type(step) for step in steps] == [Opened, Said, Closed, Opened, Said, Closed]


def test_unseen_thoughts_are_billed_and_not_said() -> None:
    utterance = uttered(Reasoning("Let me think."), Text("Yes."), unseen=True)

    spoken = utterance.collect()

    assert [part.kind for part, _ in spoken.parts] == ["text"]
    assert (utterance.reasoning, utterance.tokens) == (4, 6)


def test_unseen_thoughts_can_use_the_limit_up() -> None:
    spoken = uttered(Reasoning("Let me think."), Text("Yes."), unseen=True, max_tokens=3).collect()

    assert (spoken.parts, spoken.finish) == ((), "length")


def test_probabilities_are_told_of_text_alone_one_a_token() -> None:
    spoken = uttered(Reasoning("Hm"), Text("One two"), CALL, batch=256, rated=True).collect()

    assert [(logprob.token, logprob.logprob) for logprob in spoken.logprobs or ()] == [("One", -1), (" two", -2)]
    assert uttered(Text("One")).collect().logprobs is None


def test_an_endless_answer_is_made_only_as_far_as_it_is_read() -> None:
    utterance = uttered(Text(str(number) for number in count()), stops=("1000",))

    said = (step.tokens[0] for step in utterance if isinstance(step, Said))
    assert list(islice(said, 3)) == ["0", "1", "2"]


def test_what_cannot_become_a_stop_text_is_said_at_once() -> None:
    read = []

    def letters() -> object:
        for letter in "abcdefgh":
            read.append(letter)
            yield letter

    said = (step for step in uttered(Text(letters()), stops=("xyz",)) if isinstance(step, Said))  # type: ignore[arg-type] # a generator, loosely typed

    assert next(said).tokens == ("a",)
    assert read == ["a", "b", "c"]
