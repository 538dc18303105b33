import json

import pytest

from .answer import Answer, Finish, ask
from .client import CHAT_DOORS, Client, name_of
from .program import Programs
from .progress import arrives_progressively
from .report import Report

FAST = {"model": "fake/default"}
PACED = {"model": "fake/default?delay_ms=25&first_ms=250"}
QUESTION = "Why does a river bend?"
PNG = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@pytest.fixture(params=[door for door in CHAT_DOORS if door[0].major == 4], ids=name_of)
def client(request: pytest.FixtureRequest, programs: Programs, api: str) -> Client:
    """Each of ai 4 in turn, talking to the running service."""
    generation, door = request.param
    return Client(program=programs.of(generation), door=door, api=api, body={"action": "chat-v2-stream"})


def same_answer(client: Client, report: Report) -> Answer:
    """What a plain request with the client's own body gets."""
    return ask(client.api, report.requests[-1]["body"])


def finished(answer: Answer) -> Finish:
    assert answer.finish is not None
    return answer.finish


def test_the_message_is_whole_and_finished(client: Client) -> None:
    report = client.talk(QUESTION)

    assert report.text
    assert report.text == same_answer(client, report).text
    assert (report.status, report.finish_reason, report.error) == ("ready", "stop", None)
    assert [message["role"] for message in report.messages] == ["user", "assistant"]


def test_one_question_is_one_request(client: Client) -> None:
    report = client.talk(QUESTION, body=FAST)

    (request,) = report.requests
    assert (request["method"], request["url"]) == ("POST", client.api)
    body = json.loads(request["body"])
    assert (body["action"], body["model"]) == ("chat-v2-stream", "fake/default")


def test_usage_is_that_of_the_finish_line_and_adds_up(client: Client) -> None:
    report = client.talk(QUESTION)

    finish = finished(same_answer(client, report))
    assert finish.prompt_tokens > 0
    assert finish.completion_tokens > 0
    assert report.usage == {
        "promptTokens": finish.prompt_tokens,
        "completionTokens": finish.completion_tokens,
        "totalTokens": finish.prompt_tokens + finish.completion_tokens,
    }


def test_text_arrives_progressively_and_would_not_behind_a_buffer(client: Client) -> None:
    streamed, buffered = client.talk_often({"message": QUESTION, "body": PACED, "buffered": it} for it in (False, True))

    assert arrives_progressively(streamed.updates, len(streamed.text))
    # The control: the same answer, and a check that can fail.
    assert buffered.text == streamed.text
    assert not arrives_progressively(buffered.updates, len(buffered.text))


def test_an_answer_that_is_cut_at_the_token_limit_says_so(client: Client) -> None:
    report = client.talk(QUESTION, body={"model": "fake/length?tokens=400&delay_ms=0"})

    answer = same_answer(client, report)
    assert (report.status, report.finish_reason, report.error) == ("ready", "length", None)
    assert report.text == answer.text
    assert report.usage is not None
    assert report.usage["completionTokens"] == finished(answer).completion_tokens


def test_a_refusal_reaches_the_user_as_the_error_body(client: Client) -> None:
    report = client.talk(QUESTION, body={"action": "nope"})

    assert report.error == {"name": "Error", "message": '{"success":false,"error":"Unknown action: nope"}'}
    assert (report.status, report.text, report.finish_reason) == ("error", "", None)


def test_an_answer_that_breaks_off_keeps_its_text_and_says_so(client: Client) -> None:
    report = client.talk(QUESTION, body={"model": "fake/chat-upstream-reset"})

    answer = same_answer(client, report)
    assert report.text
    assert report.text == answer.text
    assert answer.error
    assert report.error == {"name": "Error", "message": answer.error}
    assert (report.status, report.finish_reason) == ("error", None)


def test_an_error_inside_an_answer_comes_after_its_code(client: Client) -> None:
    report = client.talk(QUESTION, body={"model": "fake/chat-upstream-reset"})

    assert report.data == [{"type": "error", "code": "upstream_reset"}]


def test_an_image_reaches_the_model(client: Client) -> None:
    image = {"name": "dot.png", "contentType": "image/png", "url": PNG}
    report = client.talk("What is this?", attachments=[image])

    assert json.loads(report.requests[0]["body"])["messages"][0]["experimental_attachments"] == [image]
    assert (report.status, report.error) == ("ready", None)
    # The fake counts the images that the model was shown.
    assert "1 image" in report.text


def test_a_conversation_goes_on(client: Client) -> None:
    first = client.talk(QUESTION)
    second = client.talk("And why does it not bend back?", history=first.messages)

    sent = json.loads(second.requests[0]["body"])["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]
    assert sent[1]["content"] == first.text
    assert second.messages[1]["content"] == first.text
    assert second.text
    assert second.text == same_answer(client, second).text
    assert (second.status, second.finish_reason, second.error) == ("ready", "stop", None)


def test_stopping_keeps_the_text_so_far_and_is_no_error(client: Client) -> None:
    report = client.talk(QUESTION, body=PACED, stopAfterUpdates=3)

    whole = client.talk(QUESTION, body=FAST).text
    assert (report.status, report.error, report.finish_reason) == ("ready", None, None)
    assert report.text
    assert whole.startswith(report.text)
    assert len(report.text) < len(whole)


@pytest.mark.parametrize(
    "words",
    [
        "Zażółć gęślą jaźń",
        "日本語とবাংলা",
        "👩‍👩‍👧‍👦 🇵🇱 👍🏽",
        "e\u0301 and \u2028 between the lines",
    ],
    ids=["latin", "asian", "emoji", "combining"],
)
def test_every_script_arrives_intact(client: Client, words: str) -> None:
    report = client.talk(f"What about {words}?")

    assert json.loads(report.requests[0]["body"])["messages"][0]["content"] == f"What about {words}?"
    assert report.text == same_answer(client, report).text
    # The fake quotes the question, its white space made plain.
    assert " ".join(words.split()) in report.text
