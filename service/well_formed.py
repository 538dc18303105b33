"""Text that can be sent to a provider."""


def well_formed(text: str) -> str:
    """Return the text with lone surrogates replaced by U+FFFD: JSON can carry them, but they have no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
