"""What is run: a function's configuration."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fakes.platform.bandwidth import Bandwidth
from fakes.platform.cors import Cors
from fakes.platform.limits import Limits

InvokeMode = Literal["BUFFERED", "RESPONSE_STREAM"]
REGION = "us-east-1"
VERSION = "$LATEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function as one would configure it on AWS.

    Attributes:
        handler: what the runtime loads, as in ``module.function``.
        command: the runtime; without one, AWS's runtime client for Python.
        environ: environment variables beside the platform's own environment.
        cwd: where the code is; without one, where the platform runs.
        name: the function's name.
        timeout: seconds for one invocation.
        memory: MB.
        concurrency: how many invocations run at once.
        invoke_mode: the Function URL's.
        cors: the Function URL's; without it the function answers for itself.
        bandwidth: how fast an answer may stream; without it as fast as it comes.
        limits: Lambda's quotas.
    """

    handler: str
    command: tuple[str, ...] | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    name: str = "function"
    timeout: float = 300.0
    memory: int = 1024
    concurrency: int = 10
    invoke_mode: InvokeMode = "RESPONSE_STREAM"
    cors: Cors | None = None
    bandwidth: Bandwidth | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def arn(self) -> str:
        """The name that AWS would know it by."""
        return f"arn:aws:lambda:{REGION}:123456789012:function:{self.name}"

    @property
    def root(self) -> Path:
        """Where the code is."""
        return (self.cwd or Path.cwd()).absolute()

    @property
    def runtime(self) -> tuple[str, ...]:
        """The command that runs the code."""
        return self.command or (sys.executable, "-m", "awslambdaric", self.handler)
