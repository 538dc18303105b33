"""What the scenarios say."""

HELP = """\
Begin a message with one of these, or ask for the model `fake/` and its name, with options behind a question mark: \
`fake/error?status=429&retry_after=30`. A value in brackets may be left out."""

PLAIN = "This is a plain answer. It has two sentences, and nothing else."

MARKDOWN = """\
# A heading

A paragraph with **bold**, *italic*, ~~struck~~ and `code`, and a [link](https://example.com/docs "Its title").
A line that ends in two spaces\x20\x20
breaks there.

## Lists

1. First
2. Second
   - nested
   - and *once more*
3. Third

- [x] done
- [ ] to do

## A table

| Left | Middle | Right |
|:-----|:------:|------:|
| a | b | 1 |
| `c` | **d** | 22 |

## Code

```python
def greet(name: str) -> str:
    return f"Hello, {name}!"
```

> A quote,
> in two lines.
>
> > And one within it.

---

An image: ![Three rings](https://example.com/rings.png)

A formula: $e^{i\\pi} + 1 = 0$. A footnote[^1].

[^1]: It says little.
"""

UNICODE = """\
Emoji: 👋🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭 1️⃣
Right to left: שלום עולם, مرحبا بالعالم, and back.
East Asia: 你好，世界。 こんにちは 안녕하세요
Combining: é and e\u0301, Z̷̖͝a̵̮͋l̴̪͆g̷̱̐ȯ̵̮
Mathematics: ∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, 𝔸𝕓𝕔
Spaces: a\u00a0b\u2003c\u200bd. Line separator:\u2028here.
"""

UNSAFE = """\
None of this may run, load or lead anywhere:

<script>document.title = "It ran"</script>
<img src="x" onerror="document.title = 'It ran'">
<iframe src="https://example.com/"></iframe>
<style>body { display: none }</style>

[a link](javascript:document.title='It_ran') and ![an image](https://example.com/pixel.png?leak=1)

`</code></pre><b>not bold</b>`

&lt;b&gt;an entity&lt;/b&gt; and a quote that never ends: "
"""

JSON = """\
{
  "city": "Lyon",
  "temperature": 21,
  "sky": "sunny",
  "days": ["Monday", "Tuesday"],
  "wind": null
}"""

THOUGHTS = """\
The user wants to see me think, so I think in three steps. First, what is asked: nothing but thoughts. Second, what \
would help: a short answer behind them. Third, whether I am sure: I am."""

CITING = "Streams are read as they arrive. Three pages say so, and each says it differently."

PAGES = (
    ("https://example.com/streams", "Streams, explained"),
    ("https://example.com/standards/fetch?section=body&from=2", "Fetch: bodies & streams"),
    ("https://example.org/untitled", ""),
)
"""Addresses and titles; an empty title is none."""

PICTURED = "Here is the picture."

PICTURE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwAgMAAAAqbBEUAAAADFBMVEUfb+stpE6/hwDPIi4HCwR1AAAAvklEQVR42q2SuxGDQBBDReAS3A8l"
    "OPA6oAT6oQQClsAl0A8lEGCv9sBzIrYCmDecxO0Hn9DuvvANPjx0wkqYD3A/PgVsBd4Ja4E5wf08B+YWLQG0mKUJtAxmL5oQlslCfZgII6Ej"
    "7Hkqzy3YaKciIWAq0CeMBbqAldA2hDlgsCdwj4QCD+CWwOQWaJgNJifYAQj9D6ro6qdynctFqxKkuEvZVUOkVdJEba80XkYiw5Ix6oBl9LIU"
    "ui6ySL8V+wKWnlTOoHzgvwAAAABJRU5ErkJggg=="
)
"""Three rings, 48 pixels wide."""

REFUSAL = "I'm sorry, but I can't help with that."

HELD_BACK = "This much may be said, and the rest is held back,"
