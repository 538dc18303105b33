"""Scenarios that can never be reached."""

from collections.abc import Iterator, Sequence

from fakes.model.scenario.scenario import Scenario


def shadows(in_order: Sequence[Scenario]) -> Iterator[tuple[Scenario, Scenario]]:
    """Yield each scenario that an earlier one always speaks before, with that one.

    An earlier one always speaks where it has no ``times``, calls no tool that would have to be offered, and asks for
    nothing that the later one does not ask for in the same words.
    """
    above: list[tuple[frozenset[str], Scenario]] = []
    for scenario in in_order:
        asked = _wishes(scenario)
        first = next((other for wished, other in above if wished <= asked), None)
        if first is not None:
            yield scenario, first
        if scenario.times is None and not any(act.called for act in scenario.acts):
            above.append((asked, scenario))


def _wishes(scenario: Scenario) -> frozenset[str]:
    match = scenario.document.get("match")
    # The form tells 1 from true, and one function from another.
    return frozenset(f"{name} {value!r}" for name, value in match.items()) if isinstance(match, dict) else frozenset()
