"""How much is measured. The quick sizes only show that everything works; their numbers mean little."""

from dataclasses import dataclass

from bench.metric import LENGTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured in a round.

    Attributes:
        starts: cold starts.
        asked: times that the first token is waited for.
        flood_tokens: of the long stream that is as fast as it can be, at most.
        flood_seconds: that it may take; slow servers get a shorter one.
        paced_tokens: of each paced stream.
        streams_seconds: for which whole streams are counted.
        held_tokens: of each stream where they are held on one core.
        held_most: streams that are tried there.
        lengths: of the answers whose cost is watched as they grow.
        invocations: of a function that writes little.
        chunks: of a KiB each, that a function writes in one invocation.
        length_seconds: that one of them may take; slow servers stop before the first that takes longer.
    """

    starts: int = 3
    asked: int = 200
    flood_tokens: int = 500_000
    flood_seconds: float = 10.0
    paced_tokens: int = 200
    streams_seconds: float = 5.0
    held_tokens: int = 160
    held_most: int = 2048
    lengths: tuple[int, ...] = LENGTHS
    length_seconds: float = 300.0
    invocations: int = 400
    chunks: int = 102_400


QUICK = Sizes(
    starts=1,
    asked=10,
    flood_tokens=10_000,
    flood_seconds=1.0,
    paced_tokens=20,
    streams_seconds=0.5,
    held_tokens=40,
    held_most=16,
    lengths=LENGTHS[:2],
    length_seconds=5.0,
    invocations=20,
    chunks=5_000,
)
