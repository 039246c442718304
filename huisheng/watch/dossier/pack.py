"""The evidence pack: a ZIP of the dossier in both forms, the attachments as they are stored, and a list to prove them by.

Whatever its size, memory holds one block of it: bytes go from the store to a temporary file and from there to the store.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import storages
from django.utils import timezone

from huisheng.core.base.storage import path_of
from huisheng.kit.files.names import safe_name
from huisheng.kit.spreadsheet import safe_cell
from huisheng.watch.dossier.paper import Annexed, Dossier
from huisheng.watch.dossier.typeset.pdf import pdf_of
from huisheng.watch.dossier.typeset.word import docx_of

BLOCK = 256 * 1024
FIRST_YEAR = 1980  # a ZIP knows no earlier one
Row = tuple[str, ...]


@dataclass(slots=True)
class Pack:
    """What went into it so far: the rows of the list."""

    packed: ZipFile
    at: datetime
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, source: IO[bytes], *, number: str = "", came: str = "", who: str = "") -> None:
        """One file, and its row."""
        digest, size = hashlib.sha256(), 0
        with self.packed.open(self._info(name), "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                target.write(block)
                digest.update(block)
                size += len(block)
        self.rows.append((number, name, str(size), digest.hexdigest(), came, who))

    def write(self, name: str, text: str) -> None:
        """A text beside them, without a row."""
        self.packed.writestr(self._info(name, ZIP_DEFLATED), text.encode())

    def _info(self, name: str, packing: int = ZIP_STORED) -> ZipInfo:
        local = timezone.localtime(self.at)
        info = ZipInfo(
            name, (max(local.year, FIRST_YEAR), local.month, local.day, local.hour, local.minute, local.second)
        )
        info.compress_type, info.external_attr = packing, 0o644 << 16
        return info


@contextmanager
def packed(dossier: Dossier, *, at: datetime) -> Iterator[IO[bytes]]:
    """The ZIP as an open temporary file, gone afterwards. Raises what the setting of the PDF raises."""
    with TemporaryFile() as out:
        with ZipFile(out, "w") as archive:
            _fill(Pack(archive, at), dossier)
        out.seek(0)
        yield out


def _fill(pack: Pack, dossier: Dossier) -> None:
    words, cover = dossier.words, dossier.cover
    name = safe_name(f"{cover.title} {cover.number}")
    made = f"{timezone.localtime(pack.at):%Y-%m-%d %H:%M}"
    for extension, data in (("pdf", pdf_of), ("docx", docx_of)):
        pack.add(f"{name}.{extension}", io.BytesIO(data(dossier, at=pack.at)), came=made, who=cover.house)
    for one in dossier.files:
        _add_stored(
            pack, one, f"{words['folder']}/{' '.join(one.number.split())} {safe_name(one.name)}", lost=words["lost"]
        )
    pack.write(f"{words['index']}.csv", _listed(words["columns"].split("|"), pack.rows))
    sums = [f"{digest}  {name}" for _number, name, _size, digest, _came, _who in pack.rows if digest]
    pack.write("SHA256SUMS.txt", "\n".join(sums) + "\n")


def _add_stored(pack: Pack, one: Annexed, name: str, *, lost: str) -> None:
    """A file that the folder lost keeps its row, so that nobody takes the pack for whole."""
    try:
        handle = storages["files"].open(path_of(one.sha256), "rb")
    except FileNotFoundError:
        pack.rows.append((one.number, lost, str(one.size), "", one.at, one.who))
        return
    with handle:
        pack.add(name, handle, number=one.number, came=one.at, who=one.who)


def _listed(heads: list[str], rows: list[Row]) -> str:
    """With the mark that tells Excel it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
