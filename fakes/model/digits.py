"""Whole numbers in names and headers."""


def read_digits(text: str, low: int, high: int) -> int:
    """Return the number that ``text`` writes in decimal digits and nothing else.

    Raises:
        ValueError: it is anything else, or not from ``low`` to ``high``.
    """
    # int() alone would also take signs, spaces, underscores and the digits of other scripts, at any length.
    if text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high:
        return int(text)
    raise ValueError(f"is '{text}', and must be an integer from {low} to {high}")
