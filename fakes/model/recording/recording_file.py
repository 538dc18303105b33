"""Recordings on disk: one file for one request, with its answers in the order in which it was asked."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fakes.model.field import Field, FieldError
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedExchange, RecordingError
from fakes.model.redaction import Redaction

VERSION = 1
"""The version of the form in which recordings are written."""

_DIGEST_DIGITS = 16
_OWNER_ONLY = 0o600
_FOLDER_OWNER_ONLY = 0o700


def path_of(folder: Path, asked: Asked) -> Path:
    """Return the file that holds the recording of a request."""
    return folder / f"{asked.slug}-{asked.digest[:_DIGEST_DIGITS]}.json"


def read(file: Path) -> tuple[RecordedExchange, ...]:
    """Return the exchanges in a file.

    Raises:
        RecordingError: it cannot be read, or holds a key.
    """
    try:
        data = file.read_bytes()
        document = Field(json.loads(data))
        document.require("recorded").require("version").integer(VERSION, VERSION)
        exchanges = tuple(map(RecordedExchange.parse, document.require("exchanges").items()))
    except FieldError as error:
        raise RecordingError(f"{file}: {error}") from None
    except OSError as error:
        raise RecordingError(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"{file}: it is not JSON: {error}") from None
    if kind := _surviving(data, exchanges, Redaction()):
        raise RecordingError(f"{file}: it holds what looks like a key ({kind}); record it again")
    return exchanges


def read_all(folder: Path) -> Iterator[tuple[str, RecordedExchange]]:
    """Yield every exchange in a folder with the name of its file, in the order of the names.

    Raises:
        RecordingError: the folder is missing, or a file in it cannot be read, or holds a key.
    """
    if not folder.is_dir():
        raise RecordingError(f"{folder}: there is no such folder")
    for file in sorted(folder.glob("[!.]*.json")):
        for exchange in read(file):
            yield file.name, exchange


def write(file: Path, exchanges: Sequence[RecordedExchange], redaction: Redaction) -> None:
    """Write exchanges to a file that only its owner can read, whole or not at all.

    Raises:
        RecordingError: a key would be written; nothing is.
        OSError: the file cannot be written.
    """
    document = {
        "recorded": {"version": VERSION},
        "exchanges": [exchange.document for exchange in exchanges],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    # Only half characters are refused, and Python's escape for them is JSON's own.
    data = text.encode(errors="backslashreplace")
    if kind := _surviving(data, exchanges, redaction):
        raise RecordingError(f"{file}: not written: what looks like a key ({kind}) would be in it")
    file.parent.mkdir(mode=_FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.draft")
    draft.unlink(missing_ok=True)
    # Made anew, so that no link and no wider mode from before is written through.
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as sink:
        sink.write(data)
    draft.replace(file)


def _surviving(data: bytes, exchanges: Sequence[RecordedExchange], redaction: Redaction) -> str | None:
    # The answers as they will be sent, too: in the file their bytes may be cut apart, or base64.
    views = (data, *(b"".join(exchange.answer.data) for exchange in exchanges))
    return next((kind for view in views if (kind := redaction.survivor(view))), None)
