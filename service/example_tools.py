"""Tools to try: one that shows what it has so far, one that asks first, and one that the browser runs.

``TOOLS=service.example_tools``, which is what is served while faking.

They do what they say the same way each time, and nothing else: no network, no files.
"""

from collections.abc import AsyncIterator
from typing import Literal, TypedDict

from service.tools import ToolError, tool

_WEATHER = {"Bern": (16, "rain"), "Lyon": (21, "sunny"), "Oslo": (4, "snow"), "Zürich": (18, "cloudy")}
_PROTECTED = "/etc/"


class Weather(TypedDict, total=False):
    """The weather in a city; without the rest as long as it is looked up."""

    city: str
    unit: str
    temperature: int
    sky: str


class Deletion(TypedDict):
    """A file that is gone."""

    path: str
    deleted: bool


@tool
async def get_weather(city: str, unit: Literal["celsius", "fahrenheit"] = "celsius") -> AsyncIterator[Weather]:
    """Return the current weather in a city.

    Args:
        city: its name, such as Lyon.
        unit: of the temperature.
    """
    yield {"city": city, "unit": unit}
    if city not in _WEATHER:
        raise ToolError(f"No weather is known there, only in {', '.join(_WEATHER)}")
    temperature, sky = _WEATHER[city]
    if unit == "fahrenheit":
        temperature = round(temperature * 9 / 5 + 32)
    yield {"city": city, "unit": unit, "temperature": temperature, "sky": sky}


@tool(needs_approval=True)
def delete_file(path: str) -> Deletion:
    """Delete a file. The user is asked first.

    Args:
        path: where it is, from the root.
    """
    if path.startswith(_PROTECTED):
        raise ToolError(f"What is in {_PROTECTED} can't be deleted")
    return {"path": path, "deleted": True}


@tool(client=True)
def ask_user(question: str, choices: list[str]) -> str:
    """Let the user choose. The page shows the choices, and sends what was chosen with its next request.

    Args:
        question: what the user is asked.
        choices: what there is to choose from.
    """
    raise NotImplementedError("the browser answers this")
