"""Take off a file what says more than its content: pictures know their camera, their place and their moment."""

import io
from typing import Any

from django.core.files.base import ContentFile

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


def without_traces(upload: Any, *, name: str) -> Any:
    """Return a picture drawn anew, without anything but its dots; any other file as it is."""
    from PIL import Image, UnidentifiedImageError  # a start does without

    form = PICTURES.get(name[name.rfind(".") :].lower())
    if form is None:
        return upload
    upload.seek(0)
    try:
        with Image.open(upload) as picture:
            plain = picture.convert("RGB" if form == "JPEG" else "RGBA")
    except (UnidentifiedImageError, OSError):
        return upload  # what it truly is, the attachment store decides
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    clean.save(written, format=form)
    return ContentFile(written.getvalue(), name=name)
