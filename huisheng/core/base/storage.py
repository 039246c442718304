"""Where the bytes lie: a folder tree by content under HUISHENG_HOME/files (S3 by Django's storage setting)."""

import os
import shutil
import uuid
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.base import File as Stream
from django.core.files.storage import FileSystemStorage, storages

from .models import File


class HouseFiles(FileSystemStorage):
    """A folder in which a file is whole and on the disk, or not there: a kill or a full disk leaves no half of one."""

    def _save(self, name: str, content: IO[bytes]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                part.chmod(self.file_permissions_mode)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return name


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(sha256: str, data: bytes) -> None:
    """Write the bytes unless they are there already."""
    storage = storages["files"]
    if not storage.exists(path_of(sha256)):
        storage.save(path_of(sha256), ContentFile(data))


def put_back(sha256: str, content: "Stream[bytes]", size: int) -> None:
    """A stored file from a backup; one that lies there in its full size stays, half of one is replaced."""
    storage, name = storages["files"], path_of(sha256)
    if storage.exists(name) and storage.size(name) != size:
        storage.delete(name)
    if not storage.exists(name):
        storage.save(name, content)


def read(file: File) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError when the folder lost it."""
    with storages["files"].open(path_of(file.sha256), "rb") as handle:
        return bytes(handle.read())
