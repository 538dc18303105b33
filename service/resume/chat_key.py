"""A chat's name in a store: always of one length, whatever a client thought of as an id."""

from hashlib import sha256


def chat_key(chat_id: str) -> str:
    """Return the key; a lone surrogate, which JSON can hold, is as good a character as any."""
    return sha256(chat_id.encode("utf-8", "surrogatepass")).hexdigest()
