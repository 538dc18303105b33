"""One runtime process and its Runtime API: works on one invocation at a time."""

import asyncio
import time
import uuid

from fakes.platform.environment import environment
from fakes.platform.function import VERSION, Function
from fakes.platform.function_error import FunctionError
from fakes.platform.invocation import Invocation
from fakes.platform.log import Log, timestamp
from fakes.platform.report import Report
from fakes.platform.runtime_api import RuntimeApi
from fakes.platform.runtime_process import RuntimeProcess

_LOOK_SECONDS = 0.05
_MB = 1024 * 1024
_INIT_START = "INIT_START Runtime Version: local\tRuntime Version ARN: arn:aws:lambda:local::runtime:local"


class Sandbox:
    """Lives from a cold start until it fails, or is no longer wanted."""

    def __init__(self, function: Function, log: Log) -> None:
        self._function = function
        self._log = log
        self._name = f"{time.strftime('%Y/%m/%d')}/[{VERSION}]{uuid.uuid4().hex}"
        self._api = RuntimeApi(function, self)
        self._process: RuntimeProcess | None = None
        self._invocation: Invocation | None = None
        self._is_ready = False
        self._init_error: FunctionError | None = None
        self._news = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process's id, once there is one."""
        return self._process.pid if self._process else None

    @property
    def usable(self) -> bool:
        """Whether its runtime still waits for an event."""
        return self._process is not None and not self._process.exited.is_set()

    @property
    def finishing(self) -> bool:
        """Whether it has answered, and will soon ask for another event."""
        return self._invocation is not None and self._invocation.answered.is_set()

    def ready(self) -> None:
        """Take note that the runtime asks for an event."""
        self._is_ready = True
        self._news.set()

    def init_failed(self, error: FunctionError) -> None:
        """Take note that the runtime could not load the handler."""
        self._init_error = error
        self._news.set()

    def printed(self, data: bytes) -> None:
        """Pass on what the process printed."""
        self._log.output(data)
        if self._invocation is not None:
            self._invocation.logged(data)

    def exited(self) -> None:
        """Take note that the process has ended."""
        self._news.set()

    async def run(self, invocation: Invocation) -> bool:
        """Work on an invocation to its end, whoever still listens; return whether the sandbox can work on another."""
        self._invocation = invocation
        failure, init = (None, None) if self._is_ready else await self._init(invocation)
        self._say(invocation, f"START RequestId: {invocation.id} Version: {VERSION}")
        invocation.started = time.monotonic()
        if self._process is not None and failure is None:
            self._is_ready = False
            self._api.assign(invocation, time.time() + self._function.timeout)
            failure = await self._until_ready(self._process, invocation, self._function.timeout)
        duration = time.monotonic() - invocation.started
        if failure is not None:
            # Dead before anyone hears of it, and everything it printed is there.
            await self.stop()
        invocation.finish(failure)
        self._end(invocation, failure or invocation.error, duration, init)
        self._invocation = None
        invocation.ended.set()
        return failure is None

    async def stop(self) -> None:
        """End the process and whatever it started, and take no more calls."""
        if self._process is not None:
            await self._process.kill()
        await self._api.stop()

    async def _init(self, invocation: Invocation) -> tuple[FunctionError | None, float]:
        """Start the runtime. One that takes too long gets a second chance, with the invocation's own time."""
        self._say(invocation, _INIT_START)
        started = time.monotonic()
        limit = self._function.limits.init
        failure = await self._boot(invocation, limit)
        if failure is not None and failure.status == "timeout":
            self._say(invocation, f"INIT_REPORT Init Duration: {limit * 1000:.2f} ms\tPhase: init\tStatus: timeout")
            await self.stop()
            self._api = RuntimeApi(self._function, self)
            failure = await self._boot(invocation, self._function.timeout)
        return failure, time.monotonic() - started

    async def _boot(self, invocation: Invocation, seconds: float) -> FunctionError | None:
        function = self._function
        await self._api.start()
        environ = environment(function, runtime_api=self._api.address, log_stream=self._name)
        try:
            self._process = await RuntimeProcess.start(function.runtime, environ, function.root, self)
        except OSError as error:
            return FunctionError.of_platform(invocation.id, "Runtime.InvalidEntrypoint", str(error))
        return await self._until_ready(self._process, invocation, seconds)

    async def _until_ready(
        self, process: RuntimeProcess, invocation: Invocation, seconds: float
    ) -> FunctionError | None:
        """Wait until the runtime asks for an event; return what happened instead."""
        deadline = time.monotonic() + seconds
        while not self._is_ready:
            left = deadline - time.monotonic()
            if failure := self._init_error or await self._died(process, invocation, left):
                return failure
            if left <= 0:
                self._api.expire()
                return FunctionError.timed_out(invocation.id, seconds)
            self._news.clear()
            look = asyncio.get_running_loop().call_later(min(left, _LOOK_SECONDS), self._news.set)
            await self._news.wait()
            look.cancel()
        return await self._died(process, invocation, 0)

    async def _died(self, process: RuntimeProcess, invocation: Invocation, seconds: float) -> FunctionError | None:
        """Return why the process ended, once what it sent has been read, or why it has to."""
        if process.exited.is_set():
            await self._api.emptied(seconds)
            return FunctionError.of_platform(invocation.id, "Runtime.ExitError", process.ending())
        if (process.look() or 0) > self._function.memory * _MB:
            message = "Runtime exited with error: signal: killed"
            return FunctionError.of_platform(invocation.id, "Runtime.OutOfMemory", message)
        return None

    def _end(self, invocation: Invocation, error: FunctionError | None, duration: float, init: float | None) -> None:
        if error is not None:
            self._say(invocation, f"{timestamp()} {invocation.id} {error}")
        first_byte = invocation.first_byte
        report = Report(
            duration=duration,
            init=init,
            first_byte=None if first_byte is None else first_byte - invocation.started,
            memory=self._process.peak if self._process else None,
            error=error,
        )
        self._say(invocation, f"END RequestId: {invocation.id}")
        self._say(invocation, report.line(invocation.id, self._function.memory))

    def _say(self, invocation: Invocation, text: str) -> None:
        invocation.logged(self._log.line(text))
