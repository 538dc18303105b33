"""A local Lambda that streams: runs any runtime command unmodified, and serves it as AWS would, on one port.

async with Platform(Function(handler="app.handler")) as platform:
    ...  # talk to platform.function_url, or to platform.invoke_url
"""

from fakes.platform.bandwidth import Bandwidth
from fakes.platform.cors import Cors
from fakes.platform.function import Function, InvokeMode
from fakes.platform.limits import Limits
from fakes.platform.platform import Platform

__all__ = ["Bandwidth", "Cors", "Function", "InvokeMode", "Limits", "Platform"]
