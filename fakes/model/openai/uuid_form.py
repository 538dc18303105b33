"""Ids in the form of a UUID."""

_GROUPS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))


def uuid_form(digits: str) -> str:
    """Return the first 32 of these hex digits in five groups."""
    return "-".join(digits[start:end] for start, end in _GROUPS)
