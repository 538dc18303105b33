import subprocess
import sys
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from service.model import ResponseSchema
from service.object_schemas import REGISTERED, ObjectSchemas, object_schema


@dataclass
class Step:
    text: str


class Recipe(BaseModel):
    """A dish."""

    name: str
    steps: list[Step]


def test_a_type_is_registered_as_its_json_schema_and_stays_what_it_is() -> None:
    schemas = ObjectSchemas()
    assert schemas.object_schema("recipe")(Recipe) is Recipe
    assert schemas["recipe"] == ResponseSchema(name="recipe", schema=Recipe.model_json_schema())
    assert schemas["recipe"].schema["required"] == ["name", "steps"]


def test_any_type_that_pydantic_knows_will_do() -> None:
    schemas = ObjectSchemas()
    schemas.object_schema("step")(Step)
    assert schemas["step"].schema["properties"] == {"text": {"title": "Text", "type": "string"}}


def test_a_registry_is_a_mapping_whose_schemas_are_made_once() -> None:
    schemas = ObjectSchemas()
    for name in ("b", "a"):
        schemas.object_schema(name)(Step)
    assert (list(schemas), len(schemas), "a" in schemas, schemas.get("c")) == (["b", "a"], 2, True, None)
    assert schemas["a"] is schemas["a"]


@pytest.mark.parametrize("name", ["a", "A-1_b", "x" * 64])
def test_a_name_is_what_providers_take(name: str) -> None:
    schemas = ObjectSchemas()
    schemas.object_schema(name)(Step)
    assert list(schemas) == [name]


@pytest.mark.parametrize("name", ["", "a b", "é", "a.b", "a/b", "x" * 65, "a\n"])
def test_any_other_name_is_refused_when_a_type_is_registered(name: str) -> None:
    schemas = ObjectSchemas()
    register = schemas.object_schema(name)
    with pytest.raises(ValueError, match="is no name for a schema: 1 to 64 of A-Z, a-z, 0-9, _ and -"):
        register(Step)
    assert len(schemas) == 0


def test_a_name_is_taken_once() -> None:
    schemas = ObjectSchemas()
    schemas.object_schema("a")(Step)
    with pytest.raises(ValueError, match="there is a schema 'a' already"):
        schemas.object_schema("a")(Recipe)
    assert schemas["a"].schema["title"] == "Step"


def test_the_decorator_registers_in_the_schemas_of_this_process() -> None:
    assert object_schema == REGISTERED.object_schema


def test_pydantic_is_not_imported_before_a_schema_is_asked_for() -> None:
    program = (
        "import sys\n"
        "from service.object_schemas import REGISTERED, object_schema\n"
        "object_schema('number')(int)\n"
        "before = 'pydantic' in sys.modules\n"
        "print(before, REGISTERED['number'].schema)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False {'type': 'integer'}"
