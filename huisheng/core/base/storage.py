"""Where the bytes lie: a folder tree by content under HUISHENG_HOME/files (S3 by Django's storage setting)."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from .models import File


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(sha256: str, data: bytes) -> None:
    """Write the bytes unless they are there already."""
    storage = storages["files"]
    if not storage.exists(path_of(sha256)):
        storage.save(path_of(sha256), ContentFile(data))


def read(file: File) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError when the folder lost it."""
    with storages["files"].open(path_of(file.sha256), "rb") as handle:
        return bytes(handle.read())
