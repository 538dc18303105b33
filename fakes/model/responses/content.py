"""The parts of a message, or of a tool's output: they are judged, and read as texts and kinds of images."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from fakes.model.field import Field, FieldError
from fakes.model.openai.images import read_image


@dataclass(slots=True)
class Content:
    """What has been read so far: texts, and the kinds of images."""

    texts: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All texts, joined."""
        return "".join(self.texts)


def read_content(value: Field, kinds: tuple[str, ...]) -> Content:
    """Read a string, or an array of parts of these ``kinds``.

    Raises:
        FieldError: it is neither, or one of its parts is not what it must be.
    """
    content = Content()
    if isinstance(value.value, str):
        content.texts.append(value.value)
        return content
    for part in array_of(value):
        _READERS[part.require("type").one_of(kinds)](part, content)
    return content


def array_of(value: Field) -> Iterator[Field]:
    """Return the items of an array that might have been a string as well.

    Raises:
        FieldError: it is neither.
    """
    try:
        return value.items()
    except FieldError as error:
        wanted = "one of a string or array of objects"
        raise FieldError(value.path, error.complaint, error.code, expected=wanted, found=error.found) from None


def _read_text(part: Field, content: Content) -> None:
    content.texts.append(part.require("text").string())


def _read_refusal(part: Field, content: Content) -> None:
    content.texts.append(part.require("refusal").string())


def _read_picture(part: Field, content: Content) -> None:
    if detail := part.get("detail"):
        detail.one_of(("low", "high", "auto", "original"))
    if named := part.get("file_id"):
        named.string()
        content.images.append("linked")
        return
    address = part.require("image_url")
    shown = Field({"image_url": {"url": address.string()}})
    try:
        content.images.append(read_image(shown))
    except FieldError as error:
        # Chat completions keep the address one level deeper; the refusal must name this API's place.
        raise address.fail(error.complaint, error.code) from None


def _read_file(part: Field, content: Content) -> None:  # noqa: ARG001 - it is judged, and nobody reads it
    for name in ("file_id", "file_data", "file_url", "filename"):
        if value := part.get(name):
            value.string()


def _read_audio(part: Field, content: Content) -> None:  # noqa: ARG001 - it is judged, and nobody listens to it
    audio = part.require("input_audio")
    audio.require("data").string()
    audio.require("format").one_of(("wav", "mp3"))


_READERS: Mapping[str, Callable[[Field, Content], None]] = {
    "input_text": _read_text,
    "output_text": _read_text,
    "refusal": _read_refusal,
    "input_image": _read_picture,
    "input_file": _read_file,
    "input_audio": _read_audio,
}
INPUT_PARTS = ("input_text", "input_image", "input_file", "input_audio")
"""What a user, a system or a developer may send, and a tool may answer."""
OUTPUT_PARTS = ("output_text", "refusal")
"""What an assistant has said."""
