import pytest

from fakes.model.field import Field, FieldError
from fakes.model.openai.images import read_image

READ = [
    ({"url": "data:image/png;base64,iVBORw0KGgo="}, "PNG"),
    ({"url": "DATA:image/WEBP;base64,AAAA", "detail": "low"}, "WEBP"),
    ({"url": "https://example.com/a.JPG?x=1", "detail": None}, "JPEG"),
    ({"url": "HTTP://example.com/a"}, "linked"),
]

REFUSED = [
    ({}, "url", "missing_required_parameter"),
    ({"url": 1}, "url", "invalid_type"),
    ({"url": "ftp://a"}, "url", "invalid_image_url"),
    ({"url": "data:image/png,abc"}, "url", "invalid_image_url"),
    ({"url": "data:image/tiff;base64,AAAA"}, "url", "invalid_image_format"),
    ({"url": "data:image/png;base64,?"}, "url", "invalid_base64"),
    ({"url": "data:image/png;base64,é"}, "url", "invalid_base64"),
    ({"url": "data:image/png;base64,"}, "url", "invalid_image_url"),
    ({"url": "https://a", "detail": "max"}, "detail", "invalid_value"),
]


@pytest.mark.parametrize(("image", "kind"), READ)
def test_the_kind_of_an_image_is_told(image: dict[str, object], kind: str) -> None:
    assert read_image(Field({"image_url": image})) == kind


@pytest.mark.parametrize(("image", "place", "code"), REFUSED)
def test_an_image_that_the_api_would_not_read_is_refused(image: dict[str, object], place: str, code: str) -> None:
    with pytest.raises(FieldError) as caught:
        read_image(Field({"image_url": image}))

    assert (caught.value.path, caught.value.code) == (f"image_url.{place}", code)
