import pytest

from service.sole_failure import sole_failure

ONE, OTHER = ValueError("one"), ValueError("other")
BOTH = ExceptionGroup("both", [ONE, OTHER])

FAILURES: dict[str, tuple[BaseException, BaseException]] = {
    "by itself": (ONE, ONE),
    "in a group": (ExceptionGroup("a", [ONE]), ONE),
    "in a group of groups": (BaseExceptionGroup("a", [ExceptionGroup("b", [ONE])]), ONE),
    "one of two": (BOTH, BOTH),
    "one of two, in a group": (ExceptionGroup("a", [BOTH]), BOTH),
    "what is no failure": (BaseExceptionGroup("a", [KeyboardInterrupt()]), KeyboardInterrupt()),
}


@pytest.mark.parametrize(("error", "failure"), FAILURES.values(), ids=FAILURES)
def test_what_failed_is_found_in_the_groups_around_it(error: BaseException, failure: BaseException) -> None:
    assert repr(sole_failure(error)) == repr(failure)
