"""OpenAI's own tokens, where tiktoken is installed (0.12)."""

import codecs
from collections.abc import Iterator

import tiktoken

from fakes.model.text import pieces


class TiktokenTokenizer:
    """The tokens of one of tiktoken's encodings: ``o200k_base``, ``cl100k_base`` and so on.

    tiktoken loads an encoding from the network once, and from its cache (``TIKTOKEN_CACHE_DIR``) after that. A
    character of several tokens is streamed whole, with the last of them; in prompts all of them are counted. What
    UTF-8 cannot carry is cut into pieces.

    Raises:
        ValueError: there is no such encoding.
        OSError: it cannot be loaded.
    """

    def __init__(self, encoding: str) -> None:
        if encoding not in tiktoken.list_encoding_names():
            known = ", ".join(("pieces", *sorted(tiktoken.list_encoding_names())))
            raise ValueError(f"'{encoding}' is no tokenizer; there are: {known}")
        self.name = encoding
        self._encoding = tiktoken.get_encoding(encoding)

    def split(self, text: str) -> Iterator[str]:
        """Yield the tokens of ``text``."""
        if not _is_utf8(text):
            yield from pieces.split(text)
            return
        decoder = codecs.getincrementaldecoder("utf-8")()
        for token in self._encoding.encode_ordinary(text):
            if whole := decoder.decode(self._encoding.decode_single_token_bytes(token)):
                yield whole

    def count(self, text: str) -> int:
        """Return the number of tokens in ``text``."""
        return len(self._encoding.encode_ordinary(text)) if _is_utf8(text) else pieces.count(text)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
