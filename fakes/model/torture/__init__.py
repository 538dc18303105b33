"""A verdict on a client: what it does when the model it asks goes wrong.

verdict = await torture(ask, faults=["truncation", "retry"])
print(verdict.table())
verdict.assert_resilient()
"""

from fakes.model.torture.limits import Limits
from fakes.model.torture.series import torture
from fakes.model.torture.target import Target
from fakes.model.torture.verdict import Cell, Verdict

__all__ = ["Cell", "Limits", "Target", "Verdict", "torture"]
