import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import SettingsError
from service.tool_modules import import_tools
from service.tools import REGISTERED

STOCK = """
from service.tools import tool

@tool
async def count_stock(item: str) -> int:
    return len(item)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of an application; what it registers is forgotten afterwards."""
    monkeypatch.setattr(REGISTERED, "_by_name", {})
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A shop."""\n')
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


def test_a_module_registers_its_tools_once(shop: Path) -> None:
    (shop / "stock.py").write_text(STOCK)
    assert list(import_tools(["shop.stock", "shop.stock"])) == ["count_stock"]
    assert list(import_tools(["shop.stock"])) == ["count_stock"]


def test_no_tool_is_served_unless_a_module_is_named(shop: Path) -> None:
    (shop / "stock.py").write_text(STOCK)
    import_tools(["shop.stock"])
    assert list(import_tools([])) == []


BROKEN = [
    ("raise RuntimeError('no shelf')", "RuntimeError: no shelf"),
    ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
    ("def", "SyntaxError: "),
    (STOCK + STOCK, "ValueError: there is a tool 'count_stock' already"),
    (STOCK.replace(": str", ""), "TypeError: tool 'count_stock' must say what type 'item' is of"),
    (STOCK.replace(": str", ": type(tool)()"), "TypeError: "),
]


@pytest.mark.parametrize(("source", "reason"), BROKEN)
def test_a_module_that_cannot_be_served_is_an_error_in_the_settings(shop: Path, source: str, reason: str) -> None:
    (shop / "stock.py").write_text(source)
    with pytest.raises(SettingsError) as caught:
        import_tools(["shop.stock"])
    assert str(caught.value).startswith(f"TOOLS names shop.stock, which can't be imported: {reason}")


def test_a_tool_that_no_model_can_be_told_of_is_an_error_in_the_settings(shop: Path) -> None:
    (shop / "stock.py").write_text(STOCK.replace(": str", ": __builtins__"))
    with pytest.raises(SettingsError, match="tool that can't be served: tool 'count_stock': "):
        import_tools(["shop.stock"])


def test_a_module_that_is_not_there_is_an_error_in_the_settings() -> None:
    with pytest.raises(SettingsError, match=r"TOOLS names nowhere\.at_all, which can't be imported"):
        import_tools(["nowhere.at_all"])
