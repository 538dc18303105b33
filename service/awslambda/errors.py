"""What can go wrong with a response stream, from the handler's point of view."""


class InvalidStreamingOperation(RuntimeError):
    """The stream can't do this any more: its head has left, or it has ended."""


class StreamClosed(ConnectionError):
    """Nobody takes this stream: the Runtime API refused it, went away, or the invocation ran out of time.

    It is an ``OSError``, which is what ASGI servers raise from ``send`` when the client is gone.
    """


class DeadlineExceeded(TimeoutError):
    """Lambda would have killed the process within a moment, so the answer was ended before it was whole."""


class ResponseTooLarge(RuntimeError):
    """A buffered answer over the 6 MB that Lambda takes; posting it would end the process."""
