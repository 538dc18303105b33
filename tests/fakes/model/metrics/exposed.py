"""A strict reader of Prometheus's text format, version 0.0.4."""

import re
from dataclasses import dataclass, field

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_VALUE = r'"(?:[^"\\\n]|\\[\\n"])*"'
_PAIR = rf"[a-zA-Z_][a-zA-Z0-9_]*={_VALUE}"
_SAMPLE = re.compile(rf"({_NAME})(?:\{{({_PAIR}(?:,{_PAIR})*)\}})? (\d+(?:\.\d+)?(?:e-?\d+)?)")
_UNESCAPED = {r"\\": "\\", r"\n": "\n", r"\"": '"'}
_SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}

Labels = tuple[tuple[str, str], ...]


@dataclass
class Exposed:
    """The samples by name and labels, and the kinds by name."""

    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, **labels: str) -> float:
        """The sample with exactly these labels."""
        return self.samples[name, tuple(sorted(labels.items()))]


def exposed(text: str) -> Exposed:
    """Read a page; everything that the format does not allow is an error."""
    assert text.endswith("\n")
    found, family = Exposed(), ""
    for line in text.split("\n")[:-1]:
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            assert family not in found.kinds
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family
            found.kinds[name] = kind
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            name, pairs, value = sample.groups()
            assert name.removeprefix(family) in _SUFFIXES[found.kinds[family]]
            labels = tuple(sorted(_label(pair) for pair in re.findall(_PAIR, pairs or "")))
            assert (name, labels) not in found.samples
            found.samples[name, labels] = float(value)
    _check_histograms(found)
    return found


def _label(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, re.sub(r"\\.", lambda escape: _UNESCAPED[escape[0]], value[1:-1])


def _check_histograms(found: Exposed) -> None:
    for name in (name for name, kind in found.kinds.items() if kind == "histogram"):
        buckets: dict[Labels, list[tuple[float, float]]] = {}
        for (sample, labels), value in found.samples.items():
            if sample == f"{name}_bucket":
                others = tuple(label for label in labels if label[0] != "le")
                buckets.setdefault(others, []).append((float(dict(labels)["le"]), value))
        for labels, counts in buckets.items():
            assert counts == sorted(counts)
            assert [count for _, count in counts] == sorted(count for _, count in counts)
            assert counts[-1] == (float("inf"), found.samples[f"{name}_count", labels])
            assert (f"{name}_sum", labels) in found.samples
