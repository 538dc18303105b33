"""The stand on which contenders are measured: the upstream runs, and each contender is started in front of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.connection import Answer, Connection
from bench.contender import Contender
from bench.contenders import DIRECT
from bench.question import Question
from bench.server_process import ServerProcess, free_port, running
from bench.sizes import Sizes
from bench.upstream_dialect import Framing

_WARM_UP = Question(200)
_WARM_UPS = 3
_NO_PROXY = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class Served:
    """A contender that runs."""

    contender: Contender
    server: ServerProcess

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    def request(self, question: Question) -> bytes:
        """Return a request as it travels."""
        return self.contender.request(question)

    def asked(self, connection: Connection, question: Question) -> Answer:
        """Ask, and return the answer, which is whole.

        Raises:
            InvalidAnswer: it is not.
            ServerDied: the server did, over it.
        """
        try:
            answer = connection.ask(self.request(question))
        except (ConnectionError, EOFError):
            self.server.check(1.0)
            raise
        return answer.checked(question.tokens, self.contender.ending)


@dataclass(frozen=True, slots=True)
class Stand:
    """The upstream, how much is measured, and what an HTTP chunk of the upstream is."""

    upstream: ServerProcess
    sizes: Sizes
    framing: Framing = "event"

    @property
    def direct(self) -> Served:
        """The upstream, asked by the client itself."""
        return Served(DIRECT, self.upstream)

    @contextmanager
    def started(self, contender: Contender) -> Iterator[Served]:
        """Start a contender; nobody has asked it yet."""
        port = free_port()
        env = contender.env(f"http://127.0.0.1:{self.upstream.port}")
        with running(contender.command(port), port, {**_NO_PROXY, "FRAMING": self.framing, **env}) as server:
            yield Served(contender, server)

    @contextmanager
    def warm(self, contender: Contender) -> Iterator[Served]:
        """Start a contender, and let it answer a few times."""
        with self.started(contender) as served, served.server.greeted(Connection) as connection:
            for _ in range(_WARM_UPS):
                served.asked(connection, _WARM_UP)
            yield served

    @contextmanager
    def on_one_core(self, served: Served) -> Iterator[None]:
        """Keep a contender on one core, and everybody else off it, where there are two."""
        cores = os.sched_getaffinity(0)
        if len(cores) == 1:
            yield
            return
        core = min(cores)
        served.server.run_on({core})
        self.upstream.run_on(cores - {core})
        os.sched_setaffinity(0, cores - {core})
        try:
            yield
        finally:
            os.sched_setaffinity(0, cores)
            self.upstream.run_on(cores)


@contextmanager
def stand(sizes: Sizes, framing: Framing = "event") -> Iterator[Stand]:
    """Start the upstream."""
    port = free_port()
    with running(DIRECT.command(port), port, {"FRAMING": framing}) as upstream:
        with upstream.greeted(Connection):
            pass
        yield Stand(upstream, sizes, framing)
