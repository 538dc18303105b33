#!/usr/bin/env python3
"""Draw docs/first-stream.svg: what curl shows, each line appearing when it really arrived.

Run with the service's environment: .venv/bin/python scripts/picture.py
"""

import http.client
import os
import subprocess
import sys
import time
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BODY = '{"id":"c1","messages":[{"role":"user","content":"Hello! How are you?"}]}'
PROMPT = (
    "$ curl -N -X POST localhost:8080/api/chat -H 'content-type: application/json' \\",
    f"    -d '{BODY}'",
)
LINE, LEFT, TOP, WIDTH = 17, 18, 46, 860
PAUSE = 4.0
"""Seconds that the whole answer stays before it begins again."""


def record() -> list[tuple[float, str]]:
    """Start the service with its fake model, ask, and return each line with the seconds since the request."""
    command = [sys.executable, "-m", "service", "serve", "--fake", "--port", "0"]
    environ = {**os.environ, "LOG_LEVEL": "error", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as service:
        first = service.stdout.readline() if service.stdout is not None else ""
        address = first.rpartition("http://")[2].strip()
        try:
            ask(address)  # the first answer waits for litellm's import; the picture is of the second
            return ask(address)
        finally:
            service.terminate()


def ask(address: str) -> list[tuple[float, str]]:
    """Return the answer's lines with their arrival times."""
    connection = http.client.HTTPConnection(address, timeout=60)
    started = time.monotonic()
    connection.request("POST", "/api/chat", BODY, {"content-type": "application/json"})
    response = connection.getresponse()
    lines = []
    while line := response.readline().decode():
        lines.append((time.monotonic() - started, line.rstrip("\n")))
    connection.close()
    return lines


def draw(lines: list[tuple[float, str]]) -> str:
    """Return the picture."""
    total = lines[-1][0] + PAUSE
    height = TOP + LINE * (len(PROMPT) + len(lines)) + 12
    styles, texts = [], []
    for row, text in enumerate(PROMPT):
        texts.append(f'<text x="{LEFT}" y="{TOP + LINE * row}" class="prompt">{escape(text)}</text>')
    for row, (at, text) in enumerate(lines, len(PROMPT)):
        # The whole answer stands first, so that a reader who gets no animation sees it too.
        cleared, shown = 100 * PAUSE / total, 100 * (PAUSE + at) / total
        styles.append(f"@keyframes l{row}{{0%{{opacity:1}}{cleared:.2f}%{{opacity:0}}{shown:.2f}%,100%{{opacity:1}}}}")
        styles.append(f".l{row}{{animation:l{row} {total:.2f}s step-end infinite}}")
        texts.append(f'<text x="{LEFT}" y="{TOP + LINE * row}" class="l{row}">{escape(text)}</text>')
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img" \
aria-label="curl shows the answer's parts one after another">
<style>
text{{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d6e2f0;white-space:pre}}
.prompt{{fill:#8be9a8}}
{"".join(styles)}
</style>
<rect width="100%" height="100%" rx="10" fill="#10161f"/>
<circle cx="22" cy="18" r="6" fill="#ff5f57"/><circle cx="42" cy="18" r="6" fill="#febc2e"/>\
<circle cx="62" cy="18" r="6" fill="#28c840"/>
{chr(10).join(texts)}
</svg>
"""


if __name__ == "__main__":
    target = ROOT / "docs" / "first-stream.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(draw(record()))
    print(f"wrote {target.relative_to(ROOT)}")
