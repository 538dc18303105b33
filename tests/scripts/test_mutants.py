import pytest

from scripts.mutants import LIST, Change, complaints, read_diff, read_list, read_results

DIFF = """# service.grammar.x_f__mutmut_1: survived
--- service/grammar.py
+++ service/grammar.py
@@ -1,3 +1,3 @@
 def f():
-    return 1
+    return 2
"""
CHANGE = Change("service/grammar.py", ("-return 1", "+return 2"))
OTHER = Change("service/answer.py", ("-a", "+b"))


def test_a_change_is_known_by_its_lines() -> None:
    assert read_diff(DIFF) == CHANGE


def test_the_list_holds_changes_and_reasons() -> None:
    text = "# A word before.\n\nservice/grammar.py\n-    return 1\n+    return 2\nwhy: both are true\n\n\n"
    assert read_list(text) == {CHANGE: "both are true"}
    assert read_list(f"{CHANGE}\nwhy: so\n\n{OTHER}\nwhy: so\n").keys() == {CHANGE, OTHER}


@pytest.mark.parametrize("text", [str(CHANGE), f"{CHANGE}\nwhy: a\n\n{CHANGE}\nwhy: b"], ids=["no reason", "twice"])
def test_a_change_is_listed_once_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match="listed twice"):
        read_list(text)


def test_what_is_found_and_not_listed_and_what_is_listed_and_not_found_is_wrong() -> None:
    assert list(complaints([CHANGE, CHANGE], {CHANGE: "so"})) == []
    assert list(complaints([CHANGE], {OTHER: "so"})) == [
        "no test notices this:\nservice/grammar.py\n-return 1\n+return 2",
        "listed, and noticed or gone:\nservice/answer.py\n-a\n+b",
    ]


def test_results_name_each_mutant() -> None:
    text = "    service.grammar.x_f__mutmut_1: no tests\n    service.grammar.x_f__mutmut_2: killed\n\nwords\n"
    assert read_results(text) == {
        "service.grammar.x_f__mutmut_1": "no tests",
        "service.grammar.x_f__mutmut_2": "killed",
    }


def test_the_list_can_be_read() -> None:
    assert all(change.lines and reason for change, reason in read_list(LIST.read_text(encoding="utf-8")).items())
