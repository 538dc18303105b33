"""The strict readers are no kinder than real clients, and understand the AI SDK's own servers."""

import pytest

from tests.protocols import data_stream_reader, ui_stream_reader
from tests.protocols.recording import Recording, recordings

WHOLE = {
    f"{recording.major}-{recording.name}": recording
    for recording in recordings()
    if not recording.name.startswith(("error-", "abort-", "text-"))
    # ai 4's server tells of a failing tool by an error.
    and not (recording.major == 4 and recording.name in {"tool-server-error", "tool-invalid-args"})
}


@pytest.mark.parametrize("recording", WHOLE.values(), ids=WHOLE)
def test_what_the_sdks_server_sends_is_readable(recording: Recording) -> None:
    body = recording.document["response"]["body"].encode()
    answered = ["call_1"] if recording.name == "tool-approval-granted" else []
    if recording.major == 4:
        assert data_stream_reader.read(body, "4.3", answered)
    else:
        assert ui_stream_reader.read(body, str(recording.major), answered)


F, E = (
    'f:{"messageId":"m"}',
    'e:{"finishReason":"stop","usage":{"promptTokens":1,"completionTokens":1},"isContinued":false}',
)
D = 'd:{"finishReason":"stop","usage":{"promptTokens":1,"completionTokens":1}}'
B, C = 'b:{"toolCallId":"c","toolName":"f"}', 'c:{"toolCallId":"c","argsTextDelta":"{"}'
CALL, RESULT = '9:{"toolCallId":"c","toolName":"f","args":{}}', 'a:{"toolCallId":"c","result":1}'

ILLEGAL_LINES: dict[str, list[str]] = {
    "nothing": [],
    "no verdict": [F, E],
    "two verdicts": [F, E, D, D],
    "text after the verdict": [F, E, D, '0:"a"'],
    "an open step": [F, D],
    "a step in a step": [F, F, E, D],
    "an end without a step": [E, D],
    "text outside of a step": ['0:"a"', D],
    "empty text": [F, '0:""', E, D],
    "an error without a code": [F, E, '3:"a"'],
    "an unknown code": [F, "z:1", E, D],
    "a comment": [F, ": ping", E, D],
    "an empty line": [F, "", E, D],
    "no colon": [F, "0", E, D],
    "a carriage return": [F, '0:"a"\r', E, D],
    "a text that is none": [F, "0:1", E, D],
    "data that is no list": ["2:{}", D],
    "an id that is none": ['f:{"messageId":null}', E, D],
    "no usage": [F, E, 'd:{"finishReason":"stop"}'],
    "usage that is no number": [F, E, D.replace("1}}", '"1"}}')],
    "an unknown field": [F, E, D.replace('{"finish', '{"a":1,"finish')],
    "a key twice": ['f:{"messageId":"m","messageId":"m"}', E, D],
    "no number": [F, "2:[NaN]", E, D],
    "a delta without a call": [F, C, E, D],
    "a delta after the arguments": [F, CALL, C, E, D],
    "a call twice": [F, CALL, B, E, D],
    "arguments twice": [F, CALL, CALL, E, D],
    "a call that stays open": [F, B, E, D],
    "a result without a call": [F, RESULT, E, D],
    "a result of open arguments": [F, B, RESULT, E, D],
    "a result twice": [F, CALL, RESULT, RESULT, E, D],
    "arguments as text": [F, CALL.replace("{}", '"{}"'), E, D],
}


@pytest.mark.parametrize("lines", ILLEGAL_LINES.values(), ids=ILLEGAL_LINES)
def test_the_reader_of_the_data_stream_refuses(lines: list[str]) -> None:
    with pytest.raises(data_stream_reader.Unreadable):
        data_stream_reader.read("".join(line + "\n" for line in lines).encode(), "4.3")


def test_the_reader_of_the_data_stream_takes_what_is_legal() -> None:
    body = "".join(line + "\n" for line in [RESULT, F, B, C, CALL, RESULT.replace('"c"', '"d"'), E, D])
    with pytest.raises(data_stream_reader.Unreadable, match="done"):
        data_stream_reader.read(body.encode(), "4.1", ["c"])
    body = "".join(line + "\n" for line in [RESULT.replace('"c"', '"d"'), F, B, C, CALL, RESULT, E, "2:[]", D])
    assert len(data_stream_reader.read(body.encode(), "4.1", ["d"])) == 9
    with pytest.raises(data_stream_reader.Unreadable, match="no end"):
        data_stream_reader.read(body.encode()[:-1], "4.1", ["d"])
    with pytest.raises(data_stream_reader.Unreadable, match="not a part"):
        data_stream_reader.read(f'{F}\ng:"Hm"\n{E}\n{D}\n'.encode(), "4.1")


START, STEP, END = '{"type":"start"}', '{"type":"start-step"}', '{"type":"finish-step"}'
FINISH, DONE = '{"type":"finish"}', "[DONE]"
OPEN, GROW, CLOSE = (
    '{"type":"text-start","id":"t"}',
    '{"type":"text-delta","id":"t","delta":"a"}',
    '{"type":"text-end","id":"t"}',
)
BEGIN = '{"type":"tool-input-start","toolCallId":"c","toolName":"f"}'
PIECE = '{"type":"tool-input-delta","toolCallId":"c","inputTextDelta":"{"}'
READY = '{"type":"tool-input-available","toolCallId":"c","toolName":"f","input":{}}'
OUTPUT = '{"type":"tool-output-available","toolCallId":"c","output":1}'
ASKED = '{"type":"tool-approval-request","approvalId":"a","toolCallId":"c"}'

ILLEGAL_CHUNKS: dict[str, list[str]] = {
    "no [DONE]": [START, FINISH],
    "only [DONE]": [DONE],
    "no verdict": [START, STEP, END, DONE],
    "two verdicts": [START, FINISH, '{"type":"abort"}', DONE],
    "[DONE] twice": [START, FINISH, DONE, DONE],
    "data after the verdict": [START, FINISH, '{"type":"data-a","data":1}', DONE],
    "no start": [STEP, END, FINISH, DONE],
    "two starts": [START, START, FINISH, DONE],
    "an open step": [START, STEP, FINISH, DONE],
    "a step in a step": [START, STEP, STEP, END, FINISH, DONE],
    "text outside of a step": [START, OPEN, CLOSE, FINISH, DONE],
    "an open part": [START, STEP, OPEN, END, FINISH, DONE],
    "a part opened twice": [START, STEP, OPEN, OPEN, CLOSE, END, FINISH, DONE],
    "a delta without a part": [START, STEP, GROW, END, FINISH, DONE],
    "a delta after the end": [START, STEP, OPEN, CLOSE, GROW, END, FINISH, DONE],
    "an end without a part": [START, STEP, CLOSE, END, FINISH, DONE],
    "an unknown type": [START, '{"type":"usage"}', FINISH, DONE],
    "an unknown field": [START, FINISH.replace("}", ',"usage":1}'), DONE],
    "null for nothing": [START.replace("}", ',"messageId":null}'), FINISH, DONE],
    "flat metadata of a provider": [
        START,
        STEP,
        OPEN.replace("}", ',"providerMetadata":{"a":1}}'),
        CLOSE,
        END,
        FINISH,
        DONE,
    ],
    "a finish reason of nobody's": [START, FINISH.replace("}", ',"finishReason":"unknown"}'), DONE],
    "no data": [START, '{"type":"data-a"}', FINISH, DONE],
    "a flag that is false": [START, '{"type":"data-a","data":1,"transient":false}', FINISH, DONE],
    "a prototype": [START, '{"type":"data-a","data":{"__proto__":1}}', FINISH, DONE],
    "a constructor's prototype": [START, '{"type":"data-a","data":{"constructor":{"prototype":1}}}', FINISH, DONE],
    "no number": [START, '{"type":"data-a","data":NaN}', FINISH, DONE],
    "a delta without a call": [START, STEP, PIECE, END, FINISH, DONE],
    "a delta after the arguments": [START, STEP, READY, PIECE, END, FINISH, DONE],
    "a call that stays open": [START, STEP, BEGIN, END, FINISH, DONE],
    "a call twice": [START, STEP, READY, BEGIN, END, FINISH, DONE],
    "a call of another tool": [START, STEP, BEGIN.replace('"f"', '"g"'), READY, END, FINISH, DONE],
    "an output without a call": [START, STEP, OUTPUT, END, FINISH, DONE],
    "an output twice": [START, STEP, READY, OUTPUT, OUTPUT, END, FINISH, DONE],
    "an output of what waits for consent": [START, STEP, READY, ASKED, OUTPUT, END, FINISH, DONE],
    "a question without a call": [START, STEP, ASKED, END, FINISH, DONE],
}


@pytest.mark.parametrize("chunks", ILLEGAL_CHUNKS.values(), ids=ILLEGAL_CHUNKS)
def test_the_reader_of_the_ui_stream_refuses(chunks: list[str]) -> None:
    with pytest.raises(ui_stream_reader.Unreadable):
        ui_stream_reader.read("".join(f"data: {chunk}\n\n" for chunk in chunks).encode(), "7")


NEWER: dict[str, tuple[str, str, list[str]]] = {
    "a finish reason": ("5.0.0", "5", [FINISH.replace("}", ',"finishReason":"stop"}')]),
    "wrong arguments": (
        "5.0.0",
        "5",
        [STEP, READY.replace("available", "error")[:-1] + ',"errorText":"a"}', END, FINISH],
    ),
    "a preliminary output": ("5.0.0", "5", [STEP, READY, OUTPUT[:-1] + ',"preliminary":true}', OUTPUT, END, FINISH]),
    "a question": ("5", "6", [STEP, READY, ASKED, END, FINISH]),
    "a refusal": ("5", "6", [STEP, READY, '{"type":"tool-output-denied","toolCallId":"c"}', END, FINISH]),
    "a reason to abort": ("5", "6", ['{"type":"abort","reason":"a"}']),
    "the word unknown": ("6", "5", [FINISH.replace("}", ',"finishReason":"unknown"}')]),
}


@pytest.mark.parametrize(("refuses", "takes", "chunks"), NEWER.values(), ids=NEWER)
def test_a_client_knows_what_is_of_its_time(refuses: str, takes: str, chunks: list[str]) -> None:
    body = "".join(f"data: {chunk}\n\n" for chunk in [START, *chunks, DONE]).encode()
    assert ui_stream_reader.read(body, takes)
    with pytest.raises(ui_stream_reader.Unreadable):
        ui_stream_reader.read(body, refuses)
