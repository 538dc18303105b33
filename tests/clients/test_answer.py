from .answer import Answer, Finish, parse


def test_text_is_the_text_lines_joined_and_only_a_line_feed_ends_a_line() -> None:
    stream = '0:"a\u2028b"\n2:[1]\n\n0:" c: d"\ne:{"finishReason":"stop"}\n'.encode()

    assert parse(stream) == Answer(text="a\u2028b c: d", error=None, finish=None)


def test_the_verdict_is_the_finish_line_or_the_error_line() -> None:
    finished = b'd:{"finishReason":"stop","usage":{"promptTokens":3,"completionTokens":4}}\n'

    assert parse(finished).finish == Finish(reason="stop", prompt_tokens=3, completion_tokens=4)
    assert parse(b'3:"The model failed"\n').error == "The model failed"
