import pytest

from service.errors import InvalidRequest
from service.events import TextDelta
from service.protocols.choice import Choice, choose
from service.protocols.data_stream import DataStream
from service.protocols.protocol import StreamProtocol
from service.protocols.text_stream import TextStream
from service.protocols.ui_message_stream import Sdk, UIMessageStream
from service.tool_events import ToolApprovalRequest

DATA, TEXT, UI = Choice("data"), Choice("text"), Choice("ui")
UI5, UI6, UI7 = Choice("ui", Sdk.V5), Choice("ui", Sdk.V6), Choice("ui", Sdk.V7)

# The protocol, the client's version, whether the request looks like ai 5 to 7, whether it answers a question.
Wish = tuple[str | None, str | None, bool, bool]

TABLE: dict[Wish, Choice] = {
    # Nothing is said: the shape decides.
    (None, None, False, False): DATA,
    (None, None, True, False): UI,
    (None, None, True, True): UI6,
    # Who answers a question read the UI message stream when it was asked.
    (None, None, False, True): UI6,
    # The version beats the shape.
    (None, "4", False, False): DATA,
    (None, "4", True, False): DATA,
    (None, "4", True, True): DATA,
    (None, "5", False, False): UI5,
    (None, "5", True, False): UI5,
    (None, "6", False, False): UI6,
    (None, "6", True, False): UI6,
    (None, "7", False, False): UI7,
    (None, "7", True, False): UI7,
    # An answer to a question proves at least ai 6, and takes nothing from ai 7.
    (None, "5", True, True): UI6,
    (None, "6", True, True): UI6,
    (None, "7", True, True): UI7,
    # The name beats both; the version still says what the client understands.
    ("data", None, True, False): DATA,
    ("data", "4", True, False): DATA,
    ("text", None, True, False): TEXT,
    ("text", None, False, False): TEXT,
    ("text", "4", False, False): TEXT,
    ("ui", None, False, False): UI,
    ("ui", None, True, False): UI,
    ("ui", None, False, True): UI6,
    ("ui", "4", False, False): UI,
    ("ui", "4", False, True): UI6,
    ("ui", "5", False, False): UI5,
    ("ui", "6", False, False): UI6,
    ("ui", "7", False, True): UI7,
}


@pytest.mark.parametrize(("wish", "choice"), TABLE.items(), ids=str)
def test_a_name_beats_a_version_and_a_version_beats_the_shape(wish: Wish, choice: Choice) -> None:
    protocol, sdk, is_ui, has_approvals = wish
    assert choose(protocol, sdk, is_ui=is_ui, has_approvals=has_approvals) == choice


@pytest.mark.parametrize("is_ui", [False, True])
@pytest.mark.parametrize("sdk", [None, "4", "5", "6", "7"])
@pytest.mark.parametrize("protocol", ["data", "text"])
def test_who_names_a_protocol_gets_it_whatever_else_it_says(protocol: str, sdk: str | None, *, is_ui: bool) -> None:
    choice = choose(protocol, sdk, is_ui=is_ui, has_approvals=is_ui)
    assert (choice.name, choice.can_approve) == (protocol, False)


NO_PROTOCOL = "protocol must be one of data, text, ui"
NO_SDK = "sdk must be one of 4, 5, 6, 7"


@pytest.mark.parametrize(
    ("protocol", "sdk", "message"),
    [
        ("", None, NO_PROTOCOL),
        ("UI", None, NO_PROTOCOL),
        ("sse", None, NO_PROTOCOL),
        (" ui", None, NO_PROTOCOL),
        ("sse", "8", NO_PROTOCOL),
        (None, "", NO_SDK),
        (None, "3", NO_SDK),
        (None, "8", NO_SDK),
        (None, "5.0", NO_SDK),
        (None, "v5", NO_SDK),
        (None, "0", NO_SDK),
        ("text", "8", NO_SDK),
    ],
)
def test_what_is_unknown_is_refused_and_not_echoed(protocol: str | None, sdk: str | None, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        choose(protocol, sdk, is_ui=True)
    assert (caught.value.status, caught.value.code, caught.value.message) == (400, "invalid_request", message)


@pytest.mark.parametrize(
    ("choice", "can_approve", "can_resume"),
    [
        (DATA, False, True),
        (TEXT, False, False),
        (UI, False, True),
        (UI5, False, True),
        (UI6, True, True),
        (UI7, True, True),
        (Choice("data", Sdk.V7), False, True),
        (Choice("text", Sdk.V7), False, False),
    ],
    ids=str,
)
def test_only_the_ui_of_ai_6_asks_its_user_and_only_text_is_not_kept(
    choice: Choice, *, can_approve: bool, can_resume: bool
) -> None:
    assert (choice.can_approve, choice.can_resume) == (can_approve, can_resume)


@pytest.mark.parametrize(
    ("choice", "kind", "line"),
    [
        (DATA, DataStream, b'0:"Hi"\n'),
        (TEXT, TextStream, b"Hi"),
        (UI5, UIMessageStream, b'data: {"type":"text-delta","id":"t","delta":"Hi"}\n\n'),
    ],
    ids=["data", "text", "ui"],
)
def test_each_choice_has_its_encoder_a_new_one_for_each_stream(
    choice: Choice, kind: type[StreamProtocol], line: bytes
) -> None:
    encoder = choice.encoder()
    assert type(encoder) is kind
    assert encoder is not choice.encoder()
    assert encoder.encode([TextDelta("t", "Hi")]) == line


def test_the_encoder_is_for_the_client_that_was_chosen() -> None:
    question = [ToolApprovalRequest("a", "c")]
    assert Choice("ui", Sdk.V6).encoder().encode(question) == UIMessageStream(Sdk.V6).encode(question) != b""
    assert Choice("ui", Sdk.V5).encoder().encode(question) == b""


def test_a_request_answers_no_question_unless_it_is_said() -> None:
    assert choose(None, None, is_ui=True) == Choice("ui", Sdk.ANY)
