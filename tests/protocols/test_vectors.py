"""Byte for byte what the AI SDK's own servers send, except for what contracts/differences.json lists."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.protocols.ui_message_stream import Sdk, UIMessageStream
from tests.protocols.recording import Recording, lines, recordings

CONTRACTS = Path(__file__).parent.parent.parent / "contracts"
DOCUMENT: dict[str, Any] = json.loads((CONTRACTS / "differences.json").read_bytes())
RECORDINGS = {f"{recording.major}-{recording.name}": recording for recording in recordings()}

every_recording = pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)


def listed() -> Iterator[tuple[str, list[str]]]:
    """Yield each listed change, with the recording that it is about."""
    for difference in DOCUMENT["differences"]:
        for place in difference["where"]:
            for sdk in place["sdks"]:
                yield f"{sdk}-{place['scenario']}", place["lines"]


def changed(theirs: Sequence[str], change: Sequence[str]) -> list[str]:
    """Return their lines with ours in their place; the place must be there, and be the only one."""
    before = [line[1:] for line in change if line[0] in " -"]
    after = [line[1:] for line in change if line[0] in " +"]
    places = [place for place in range(len(theirs)) if list(theirs[place : place + len(before)]) == before]
    assert len(places) == 1, (places, change)
    return [*theirs[: places[0]], *after, *theirs[places[0] + len(before) :]]


@pytest.mark.anyio
@every_recording
async def test_our_bytes_are_the_sdks_but_for_what_is_listed(recording: Recording) -> None:
    expected = lines(recording.theirs)
    for name, change in listed():
        if RECORDINGS[name] is recording:
            expected = changed(expected, change)
    ours = await recording.ours()
    assert lines(ours) == expected
    # The same ends of lines, too.
    if recording.document["protocol"] != "text":
        end = "\n" if recording.major == 4 else "\n\n"
        assert ours == "".join(line + end for line in expected)


def test_the_list_has_its_schema_and_lists_nothing_twice() -> None:
    schema = json.loads((CONTRACTS / "schema" / "differences.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(DOCUMENT)
    names = [difference["difference"] for difference in DOCUMENT["differences"]]
    assert len(names) == len(set(names))
    assert set(Counter((name, *change) for name, change in listed()).values()) == {1}


def test_the_list_is_short() -> None:
    assert len(DOCUMENT["differences"]) <= 12


@every_recording
def test_the_headers_are_the_sdks_but_for_those_of_one_connection_and_of_caches(recording: Recording) -> None:
    theirs = dict(recording.document["response"]["headers"])
    # It belongs to one connection, and HTTP/2 knows no such header.
    theirs.pop("connection", None)
    # A proxy that compresses would hold text back.
    assert dict(recording.protocol.headers) == {
        **theirs,
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
    }
    assert len(recording.protocol.headers) == len(dict(recording.protocol.headers))


def test_a_change_that_is_not_there_or_is_there_twice_is_noticed() -> None:
    for theirs in (["b"], ["a", "a"]):
        with pytest.raises(AssertionError):
            changed(theirs, ["-a", "+c"])
    assert changed(["a", "b", "c"], [" a", "-b", "+d"]) == ["a", "d", "c"]


def test_the_recordings_are_of_all_clients_and_of_what_only_some_can() -> None:
    assert Counter(recording.major for recording in RECORDINGS.values()) == {4: 20, 5: 21, 6: 23, 7: 23}
    assert UIMessageStream(Sdk.V7).headers == RECORDINGS["7-plain-text"].protocol.headers
