"""Text as every release of Python that we run on reads it, although their Unicode differs."""

import re

# What Unicode 15.0 and 15.1 have made letters and digits: to Python 3.11, which has Unicode 14, they are nothing yet.
# The \w of 3.11, 3.12 and 3.13 differs in these and in no others; \d in some of them, \s and lower() in none.
_NEW = re.compile(
    "[\U0001123f\U00011240\U00011f02\U00011f04-\U00011f10\U00011f12-\U00011f33\U00011f50-\U00011f59\U0001342f"
    "\U00013441-\U00013446\U0001b132\U0001b155\U0001d2c0-\U0001d2d3\U0001df25-\U0001df2a\U0001e030-\U0001e06d"
    "\U0001e4d0-\U0001e4eb\U0001e4f0-\U0001e4f9\U0002b739\U0002ebf0-\U0002ee5d\U00031350-\U000323af]"
)
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def known(text: str) -> str:
    """Return ``text`` with a sign that is neither letter nor digit for each one that only some Pythons take for one.

    The length stays. A text without them, which is nearly every one, is returned as it is, the very object.
    """
    return text if text.isascii() or not _NEW.search(text) else _NEW.sub(_UNKNOWN, text)
