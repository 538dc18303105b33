import os
from pathlib import Path

import pytest

from fakes.platform.memory import peak_memory


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")
def test_this_process_has_used_some() -> None:
    peak = peak_memory(os.getpid())
    assert peak is not None
    assert peak > 2**20


def test_a_tree_s_peaks_are_added_up(tmp_path: Path) -> None:
    for pid, kilobytes, children in ((1, 100, "2 3 9"), (2, 20, ""), (3, None, "4"), (4, 3, "")):
        task = tmp_path / str(pid) / "task" / str(pid)
        task.mkdir(parents=True)
        task.joinpath("children").write_text(children)
        line = f"VmHWM:\t {kilobytes} kB\n" if kilobytes else ""
        tmp_path.joinpath(str(pid), "status").write_text(f"Name:\tx\n{line}")
    assert peak_memory(1, tmp_path) == 123 * 1024


def test_where_nobody_tells_it_is_unknown(tmp_path: Path) -> None:
    assert peak_memory(1, tmp_path) is None
