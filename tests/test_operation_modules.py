import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.operation_modules import import_operations
from service.operations import REGISTERED
from service.settings import SettingsError

ORDERS = """
from service.operations import operation

@operation("order")
async def order(payload: dict[str, str]) -> str:
    return payload["what"]
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of an application; what it registers is forgotten afterwards."""
    import_operations(())
    monkeypatch.setattr(REGISTERED, "_by_name", dict(REGISTERED._by_name))
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A shop."""\n')
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
        del sys.modules[name]


def test_the_services_own_operations_are_always_there() -> None:
    import_operations(())
    assert {"chat-message", "llm-generate"} <= set(REGISTERED)


def test_a_module_registers_its_operations_once(shop: Path) -> None:
    (shop / "orders.py").write_text(ORDERS)
    import_operations(["shop.orders", "shop.orders"])
    import_operations(["shop.orders"])
    assert "order" in REGISTERED


BROKEN = [
    ("raise RuntimeError('no shelf')", "RuntimeError: no shelf"),
    ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
    ("def", "SyntaxError: "),
    (ORDERS.replace('"order"', '"chat-message"'), "ValueError: there is an operation 'chat-message' already"),
    (ORDERS.replace(": dict[str, str]", ""), "TypeError: operation 'order' must say what type 'payload' is of"),
]


@pytest.mark.parametrize(("source", "reason"), BROKEN)
def test_a_module_that_cannot_be_imported_is_an_error_in_the_settings(shop: Path, source: str, reason: str) -> None:
    (shop / "orders.py").write_text(source)
    with pytest.raises(SettingsError) as caught:
        import_operations(["shop.orders"])
    assert str(caught.value).startswith(f"OPERATIONS names shop.orders, which can't be imported: {reason}")


def test_a_module_that_is_not_there_is_an_error_in_the_settings() -> None:
    with pytest.raises(SettingsError, match=r"OPERATIONS names nowhere\.at_all, which can't be imported"):
        import_operations(["nowhere.at_all"])
