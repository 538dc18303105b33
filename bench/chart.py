"""A picture of ratios: bars on a logarithmic scale, as an SVG that is readable on a light page and on a dark one."""

import math
from html import escape

from bench.contenders import DIRECT
from bench.metric import COLD, FIRST_P50, FLOOD_CPU, PACED_CPU, Metric
from bench.report import reference, shortly
from bench.results import Results

CHARTED = (FLOOD_CPU, PACED_CPU, COLD, FIRST_P50)
"""Where less is better, all of them."""

_WIDTH, _LABELS, _BARS = 860, 300, 470
_LINE, _HEAD, _GAP = 20, 30, 16

_STYLE = """
text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1f2328}
.head{font-weight:600}.small{font-size:11px;fill:#59636e}
.bar{fill:#9aa4af}.ours{fill:#1a7f5a}.axis{stroke:#59636e;stroke-width:1;stroke-dasharray:2 3}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}.small{fill:#9198a1}.bar{fill:#59636e}.ours{fill:#3fb98a}.axis{stroke:#9198a1}}
"""


def draw(results: Results) -> str:
    """Return the picture: a panel for each metric that was measured, a bar for each contender.

    A bar grows from the reference to the right if it is more than that, to the left if it is less.
    """
    to = reference(list(results.names))
    panels, top = [], 34
    for metric in CHARTED:
        ratios = {
            contender: ratio
            for contender in results.names
            if contender != DIRECT.name
            and (ratio := results.ratio(metric.key, contender, to)) is not None
            and ratio > 0
        }
        if len(ratios) > 1:
            panels.append(_panel(results, metric, ratios, top))
            top += _HEAD + _LINE * len(ratios) + _GAP
    title = f"Times {results.names[to].title}: less is better, each step of the scale is ten times"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" viewBox="0 0 {_WIDTH} {top}" '
        f'role="img" aria-label="{escape(title)}">\n<style>{_STYLE}</style>\n'
        f'<text x="8" y="20" class="small">{escape(title)}</text>\n{"".join(panels)}</svg>\n'
    )


def _panel(results: Results, metric: Metric, ratios: dict[str, float], top: int) -> str:
    logarithms = [math.log10(ratio) for ratio in ratios.values()]
    least, most = math.floor(min(logarithms, default=0)), math.ceil(max(*logarithms, 0.01))
    scale = _BARS / (most - least)
    one = _LABELS - least * scale
    bottom = top + _HEAD + _LINE * len(ratios)
    parts = [
        f'<text x="8" y="{top + 18}" class="head">{escape(metric.title)}</text>\n',
        f'<line x1="{one:.1f}" x2="{one:.1f}" y1="{top + _HEAD - 4}" y2="{bottom}" class="axis"/>\n',
    ]
    for number, (contender, ratio) in enumerate(ratios.items()):
        y = top + _HEAD + _LINE * number
        parts.append(_bar(results.names[contender].title, contender.startswith("tokenwire"), ratio, (one, scale, y)))
    return "".join(parts)


def _bar(title: str, is_ours: bool, ratio: float, place: tuple[float, float, int]) -> str:  # noqa: FBT001 - one caller
    one, scale, y = place
    end = one + math.log10(ratio) * scale
    left, right = min(one, end), max(one, end)
    kind, width, height = "ours" if is_ours else "bar", max(right - left, 1), _LINE - 5
    return (
        f'<text x="8" y="{y + 13}">{escape(title)}</text>'
        f'<rect x="{left:.1f}" y="{y + 2}" width="{width:.1f}" height="{height}" rx="2" class="{kind}"/>'
        f'<text x="{right + 6:.1f}" y="{y + 13}" class="small">{shortly(ratio)}x</text>\n'
    )
