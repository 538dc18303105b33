"""Something wrong in a file of scenarios or scripts."""

from dataclasses import dataclass

from fakes.model.field import FieldError


@dataclass(frozen=True, slots=True)
class Finding:
    """A complaint and its place: the file, the scenario's name and the field, each empty where there is none."""

    file: str
    complaint: str
    scenario: str = ""
    field: str = ""

    @classmethod
    def of(cls, file: str, error: FieldError, scenario: str = "") -> "Finding":
        """Return what a wrong field is, as a finding."""
        return cls(file, error.complaint, scenario, error.path)

    def __str__(self) -> str:
        scenario = f"scenario '{self.scenario}': " if self.scenario else ""
        field = f"'{self.field}' " if self.field else ""
        return f"{self.file}: {scenario}{field}{self.complaint}."
