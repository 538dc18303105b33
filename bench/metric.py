"""What is measured: every number's name, unit and way of being printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One number of a contender.

    Attributes:
        key: what the JSON calls it.
        title: the head of its column, unit included.
        digits: behind the point.
        compared: whether its ratio to the reference says something.
    """

    key: str
    title: str
    digits: int = 0
    compared: bool = True


LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
"""Tokens of the answers whose cost is watched as they grow."""

CONNECTIONS = (16, 64)
"""How many streams run at the same time where whole streams are counted."""

COLD = Metric("cold_ms", "cold first token, ms")
RESIDENT = Metric("rss_mb", "RSS after it, MB")
FIRST_P50 = Metric("ttft_p50_ms", "TTFT over direct p50, ms", 2)
FIRST_P99 = Metric("ttft_p99_ms", "p99, ms", 2)
FLOOD_CPU = Metric("flood_cpu_s", "CPU s per 1M tokens, flood", 1)
PACED_CPU = Metric("paced_cpu_s", "CPU s per 1M tokens, 40/s", 0)
HELD = Metric("held", "streams held on one core")
LAMBDA_INIT = Metric("lambda_init_ms", "init, ms")
LAMBDA_FIRST = Metric("lambda_first_ms", "first invocation, ms", 1)
LAMBDA_P50 = Metric("lambda_p50_ms", "a later one p50, ms", 2)
LAMBDA_P95 = Metric("lambda_p95_ms", "p95, ms", 2)
LAMBDA_CHUNK = Metric("lambda_chunk_us", "a chunk of 1 KiB, us", 1)
LAMBDA_GROWTH = Metric("lambda_growth_mb", "RSS growth meanwhile, MB", 1, compared=False)
SPEED = Metric("tokens_per_s", "tokens/s, one stream")
STREAMS = tuple(Metric(f"streams_{number}", f"streams/s at {number}", 1) for number in CONNECTIONS)
GROWTH = Metric("growth_mb", "RSS growth over 1M tokens, MB", 1)
LENGTH = Metric("length", "measured with tokens", compared=False)
CPU_AT = {number: Metric(f"cpu_at_{number}", f"at {number:,}", 1, compared=False) for number in LENGTHS}
GROWTH_AT = {number: Metric(f"growth_at_{number}", f"at {number:,}", 1, compared=False) for number in LENGTHS}
