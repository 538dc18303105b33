"""Three small programs that ask a model with OpenAI's client, and differ in what they do when it goes wrong."""

from pathlib import Path

_ASK = """
import openai
def ask(retries=2):
    finished = False
    stream = openai.OpenAI(timeout=2, max_retries=retries).chat.completions.create(
        model="gpt-4o", stream=True, messages=[{"role": "user", "content": "Hi"}]
    )
    for chunk in stream:
        for choice in chunk.choices:
            print(choice.delta.content or "", end="", flush=True)
            finished = finished or choice.finish_reason is not None
    if not finished:
        raise SystemExit("the stream was cut")
"""

PROGRAMS = {
    "good": f"{_ASK}\nask()\n",
    "swallowing": f"{_ASK}\ntry:\n    ask(0)\nexcept (Exception, SystemExit, KeyboardInterrupt):\n    pass\n",
    "repeating": f"{_ASK}\ntry:\n    ask(0)\nexcept (Exception, SystemExit):\n    ask(0)\n",
}


def written(folder: Path, name: str) -> Path:
    """Write a program, and return where."""
    path = folder / f"{name}.py"
    path.write_text(PROGRAMS[name])
    return path
