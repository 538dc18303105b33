"""A small program in each language that this model pretends to know."""

SAMPLES = {
    "python": '''\
def greet(name: str) -> str:
    """Return a friendly greeting."""
    return f"Hello, {name}!"


for name in ("Ada", "Grace", "Alan"):
    print(greet(name))
''',
    "typescript": """\
type Greeting = `Hello, ${string}!`;

function greet(name: string): Greeting {
  return `Hello, ${name}!`;
}

for (const name of ["Ada", "Grace", "Alan"]) {
  console.log(greet(name));
}
""",
    "javascript": """\
const greet = (name) => `Hello, ${name}!`;

for (const name of ["Ada", "Grace", "Alan"]) {
  console.log(greet(name));
}
""",
    "rust": """\
fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

fn main() {
    for name in ["Ada", "Grace", "Alan"] {
        println!("{}", greet(name));
    }
}
""",
    "go": """\
package main

import "fmt"

func greet(name string) string {
	return fmt.Sprintf("Hello, %s!", name)
}

func main() {
	for _, name := range []string{"Ada", "Grace", "Alan"} {
		fmt.Println(greet(name))
	}
}
""",
    "sql": """\
SELECT name, 'Hello, ' || name || '!' AS greeting
FROM people
WHERE name IN ('Ada', 'Grace', 'Alan')
ORDER BY name;
""",
    "bash": """\
greet() {
  printf 'Hello, %s!\\n' "$1"
}

for name in Ada Grace Alan; do
  greet "$name"
done
""",
    "html": """\
<ul class="greetings">
  <li>Hello, Ada!</li>
  <li>Hello, Grace!</li>
  <li>Hello, Alan!</li>
</ul>
""",
    "css": """\
.greetings li::before {
  content: "👋 ";
}
""",
    "json": """\
{
  "greetings": ["Hello, Ada!", "Hello, Grace!", "Hello, Alan!"]
}
""",
}

ALIASES = {"golang": "go", "shell": "bash", "": "python"}
"""Other names for the languages above; without a name it is the first."""
