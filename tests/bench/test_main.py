"""The command measures, writes, draws, and prints again what it has written."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench.__main__ import main, measured
from bench.plan import plan
from bench.stand import Stand


def test_a_run_is_printed_written_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, picture = tmp_path / "results.json", tmp_path / "results.svg"
    chosen = ["--quick", "--rounds", "2", "--rows", "flood", "--peers", "direct,tokenwire"]
    main([*chosen, "--json", str(file), "--svg", str(picture)])
    table, progress = capsys.readouterr()
    assert "Tokenwire this checkout" in table
    assert progress.count("round 2 of 2: flood: ") == 2
    samples = json.loads(file.read_text())["samples"]
    assert {len(values) for by_name in samples.values() for values in by_name.values()} == {2}
    ET.fromstring(picture.read_text())  # noqa: S314 - drawn by ourselves

    main(["--read", str(file)])
    assert capsys.readouterr().out == table
    main(["--read", str(file), "--markdown"])
    assert "| Tokenwire this checkout |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rows", "warm"], "no 'warm' among cold"),
        (["--peers", "nobody"], "no 'nobody' among direct"),
        (["--rows", "cold", "--peers", "direct"], "none of these rows"),
        (["--read", "no-such-file.json"], "no-such-file.json"),
    ],
)
def test_a_wrong_word_is_an_error_with_its_reason(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_who_fails_has_no_number_and_stops_nobody(bench: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    # The service says that this is no setting, and ends.
    monkeypatch.setenv("LOG_LEVEL", "loud")
    results = measured(plan("cold", "tokenwire,aiohttp", 2), bench.sizes)
    assert "LOG_LEVEL must be" in results.failures["tokenwire"]["cold"]
    assert results.samples.keys() == {"cold_ms", "rss_mb"}
    assert {name: len(values) for name, values in results.samples["cold_ms"].items()} == {"aiohttp": 2}
