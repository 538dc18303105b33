import pytest

from fakes.platform.function_error import FunctionError
from fakes.platform.report import Report

WARM = Report(duration=0.0123449, init=None, first_byte=None, memory=None, error=None)
FULL = Report(
    duration=3.0,
    init=0.2,
    first_byte=0.005,
    memory=30 * 2**20 + 1,
    error=FunctionError(type="Runtime.ExitError", payload=b""),
)
LATE = Report(
    duration=3.0, init=None, first_byte=None, memory=None, error=FunctionError(type="T", payload=b"", status="timeout")
)
FULL_LINE = (
    "REPORT RequestId: r|Duration: 3000.00 ms|Billed Duration: 3200 ms|Memory Size: 128 MB"
    "|Max Memory Used: 31 MB|Init Duration: 200.00 ms|Time To First Byte: 5.00 ms"
    "|Status: error|Error Type: Runtime.ExitError"
)


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (WARM, "REPORT RequestId: r|Duration: 12.34 ms|Billed Duration: 13 ms|Memory Size: 128 MB"),
        (
            FULL,
            FULL_LINE,
        ),
        (LATE, "REPORT RequestId: r|Duration: 3000.00 ms|Billed Duration: 3000 ms|Memory Size: 128 MB|Status: timeout"),
    ],
)
def test_a_report_says_what_it_knows(report: Report, line: str) -> None:
    assert report.line("r", 128) == line.replace("|", "\t")
