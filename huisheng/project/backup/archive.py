"""The file itself: a plain tar, written and read piece by piece, hashed on the way. Memory stays at one piece."""

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from huisheng.project.backup.manifest import Manifest, NoBackup, read_manifest

PIECE = 8 * 1024 * 1024
MANIFEST, DUMP, FILES, KEYS = "manifest.json", "database.dump", "files", "keys"


class Writer:
    """Puts members into the tar and remembers what it put there."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: dict[str, str] = {}

    def put(self, name: str, data: bytes, *, remembered: bool = True) -> None:
        """A member whose bytes are at hand."""
        self.tar.addfile(described(name, len(data)), io.BytesIO(data))
        self.tar.members.clear()  # type: ignore[attr-defined]  # it keeps every header otherwise
        if remembered:
            self.members[name] = hashlib.sha256(data).hexdigest()

    def put_stream(self, name: str, stream: IO[bytes], *, told: Callable[[int], None]) -> None:
        """A stream of unknown length as members `name.000000`, `name.000001` …; `told` hears the bytes of each."""
        for number, piece in enumerate(pieces(stream)):
            self.put(f"{name}.{number:06}", piece)
            told(len(piece))

    def put_file(self, name: str, stream: IO[bytes], size: int) -> str:
        """A member of known length; returns the sha256 of what was read."""
        reader = Hashing(stream)
        self.tar.addfile(described(name, size), reader)
        self.tar.members.clear()  # type: ignore[attr-defined]
        return reader.hash.hexdigest()


class Hashing:
    """A stream that hashes what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.stream.read(size)
        self.hash.update(piece)
        return piece


def described(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(time.time())
    return info


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces of PIECE bytes; a pipe gives less at a time, so they are filled up."""
    while piece := stream.read(PIECE):
        while len(piece) < PIECE and (more := stream.read(PIECE - len(piece))):
            piece += more
        yield piece


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Writer]:
    """Write a backup beside its name, for the owner only, and give it the name when everything is on the disk."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            with tarfile.open(fileobj=handle, mode="w|", format=tarfile.PAX_FORMAT, bufsize=PIECE) as tar:
                yield Writer(tar)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def reading(path: Path) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """The members one after the other: name, size, stream. Raises NoBackup for what is no tar, or a torn one."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise NoBackup(_("“%(name)s” cannot be read: %(why)s.") % {"name": path.name, "why": error.strerror}) from error
    try:
        with file, tarfile.open(fileobj=file, mode="r:") as tar:
            yield members(tar)
    except (tarfile.TarError, EOFError) as error:
        words = _("“%(name)s” is not a whole backup: it is damaged or was cut off.")
        raise NoBackup(words % {"name": path.name}) from error


def members(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    while (info := tar.next()) is not None:
        stream = tar.extractfile(info)
        if stream is not None:
            yield info.name, info.size, stream
        tar.members.clear()  # type: ignore[attr-defined]


def check(path: Path) -> Manifest:
    """Read the whole file and compare everything with its manifest, which stands at the end. Raises NoBackup."""
    seen: dict[str, str] = {}
    manifest, files, files_bytes, strangers = None, 0, 0, set[str]()
    with reading(path) as found:
        for name, size, stream in found:
            if name == MANIFEST:
                manifest = read_manifest(stream.read())
                continue
            digest = hash_of(stream)
            if name.startswith(f"{FILES}/"):
                files, files_bytes = files + 1, files_bytes + size
                strangers |= {name.rsplit("/", 1)[-1]} - {digest}
            else:
                seen[name] = digest
    if manifest is None:
        raise NoBackup(_("“%(name)s” has no manifest: it is not a whole backup.") % {"name": path.name})
    for name in manifest.members.keys() | seen.keys():
        refuse_unless(manifest.members.get(name) == seen.get(name), name)
    for name in strangers - set(manifest.damaged):
        refuse_unless(False, name)
    refuse_unless((manifest.files, manifest.files_bytes) == (files, files_bytes), FILES)
    return manifest


def hash_of(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def refuse_unless(fine: bool, name: str) -> None:
    if not fine:
        raise NoBackup(_("“%(name)s” inside this backup is damaged: it differs from what was saved.") % {"name": name})
