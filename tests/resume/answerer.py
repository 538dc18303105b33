"""A service in a process of its own, whose model says one word and then nothing. Its first line says where it is.

Argument: Redis's URL. It lasts until standard input ends, or until it is killed.
"""

import sys
import threading

from service.model import AnswerStart, TextChunk
from tests.resuming import WatchedModel, serving


def main(redis_url: str) -> None:
    model = WatchedModel([(AnswerStart(),), (TextChunk("one"),), threading.Event()])
    with serving(model, {"RESUME": "redis", "REDIS_URL": redis_url}):
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
