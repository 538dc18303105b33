import pytest

from service.awslambda.context import seconds_left
from service.http.deadline import seconds_left as told
from tests.awslambda.transports import Clock


@pytest.mark.parametrize(
    ("remaining", "margin", "left"),
    [
        (900.0, 1.0, 899.0),
        (900.0, 0.75, 899.25),
        (4.0, 1.0, 3.0),
        (2.0, 1.0, 1.5),
        (2.0, 0.75, 1.625),
        (0.0, 1.0, 0.0),
        (-5.0, 1.0, 0.0),
    ],
)
def test_a_margin_is_kept_back_and_of_a_short_time_a_share(remaining: float, margin: float, left: float) -> None:
    assert seconds_left(Clock(remaining), margin=margin) == left


@pytest.mark.parametrize("context", [None, object(), {"get_remaining_time_in_millis": 1}])
def test_where_nobody_tells_there_is_no_deadline(context: object) -> None:
    assert seconds_left(context, margin=1.0) is None


@pytest.mark.parametrize("remaining", [0.1, 1.0, 3.0, 10.0, 900.0])
def test_an_application_hears_of_the_end_before_it_is_cancelled(remaining: float) -> None:
    notice, limit = (seconds_left(Clock(remaining), margin=margin) for margin in (1.0, 0.75))
    assert notice is not None
    assert limit is not None
    assert 0 < notice < limit < remaining


@pytest.mark.parametrize(
    ("scope", "seconds"),
    [
        ({}, None),
        ({"extensions": {}}, None),
        ({"extensions": {"http.response.debug": {}}}, None),
        ({"extensions": {"deadline": {"seconds": 2.5}}}, 2.5),
    ],
)
def test_the_service_reads_the_deadline_that_the_adapter_tells(scope: dict[str, object], seconds: float | None) -> None:
    assert told(scope) == seconds
