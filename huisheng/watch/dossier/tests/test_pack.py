"""The evidence pack: both forms, the attachments byte by byte, and a list that proves them."""

import csv
import hashlib
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from django.core.files.storage import storages

from huisheng.core.base.actions import store_file, store_streamed
from huisheng.core.base.storage import path_of, read
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.watch.dossier.actions import make_dossier, make_file
from huisheng.watch.dossier.models import Made
from huisheng.watch.dossier.pack import packed
from huisheng.watch.dossier.paper import Annexed, Cover, Dossier, unpacked
from huisheng.watch.dossier.paper import packed as as_json
from huisheng.watch.dossier.tests.make import NAME, make_document, make_full
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
WORDS = {
    "contents": "目录", "nothing": "没有", "page": "第 {n} 页，共 {all} 页", "made": "今天", "quoted": "引", "files": "附",
    "comma": "、", "folder": "附件", "index": "文件清单", "columns": "序号|文件|字节|SHA-256|时间|来源", "lost": "（已不在库中）",
}  # fmt: skip


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return ticket_for(cast.lin, make_full(cast).number)


def made_of(ticket: Ticket, cast: Cast, *, notes: bool = False) -> Made:
    document = make_document(ticket, notes=notes)
    made = make_dossier(ticket, document, shape="zip", opened=False, notes=notes, staff=cast.lin)
    return make_file(made.pk)


def opened(made: Made) -> ZipFile:
    assert made.file is not None
    return ZipFile(io.BytesIO(read(made.file)))


def annexed(number: str, name: str, data: bytes) -> Annexed:
    file = store_streamed(io.BytesIO(data), content_type="image/png", family="image")
    return Annexed(number, name, "2026-11-30 08:00", "刘*", file.content_type, file.size, file.sha256, file.pk)


def pack_of(*files: Annexed) -> Dossier:
    return Dossier("zh-hans", Cover("回声", "投诉档案", "题", (), (), "FB-1-D1"), (), (), WORDS, files)


def rows_of(archive: ZipFile, name: str = "文件清单.csv") -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_both_forms_the_attachments_and_the_list_are_in_it(cast: Cast, ticket: Ticket) -> None:
    made = made_of(ticket, cast)
    assert (made.state, made.name.rpartition(".")[2]) == (Made.State.READY, "zip")
    archive = opened(made)
    names = archive.namelist()
    assert archive.testzip() is None
    title = made.name.removesuffix(".zip")
    assert archive.read(f"{title}.pdf").startswith(b"%PDF-")
    assert archive.read(f"{title}.docx").startswith(b"PK")
    assert archive.read("attachments/1 开箱.txt") == "开箱照片".encode()
    assert names[-2:] == ["list of files.csv", "SHA256SUMS.txt"]


def test_the_list_and_the_sums_prove_every_file(cast: Cast, ticket: Ticket) -> None:
    archive = opened(made_of(ticket, cast))
    rows = rows_of(archive, "list of files.csv")
    assert rows[0] == ["No.", "File", "Bytes", "SHA-256", "When", "From whom"]
    assert len(rows) == 1 + len(archive.namelist()) - 2, "every file but the two lists"
    for _number, name, size, digest, came, who in rows[1:]:
        data = archive.read(name)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (int(size), digest)
        assert came
        assert who
    sums = archive.read("SHA256SUMS.txt").decode().splitlines()
    assert [line.split("  ", 1) for line in sums] == [[row[3], row[1]] for row in rows[1:]]


def test_it_is_in_the_ledger_as_the_other_forms_are(cast: Cast, ticket: Ticket) -> None:
    made_of(ticket, cast)
    said = Event.objects.filter(ticket=ticket, kind="dossier_made").get()
    assert (said.payload["shape"], said.payload["opened"], said.by_id) == ("zip", False, cast.lin.pk)


def test_files_of_notes_come_only_with_the_notes(cast: Cast, ticket: Ticket) -> None:
    paper = store_file("内部".encode(), name="内部.txt")
    add_message(ticket, kind=Message.Kind.NOTE, text="看", by=cast.lin.party, files=[(f"{NAME}内部.txt", paper)])
    assert not any("内部" in name for name in opened(made_of(ticket, cast)).namelist())
    [shown] = [name for name in opened(made_of(ticket, cast, notes=True)).namelist() if "内部" in name]
    assert NAME not in shown, "names are masked in a masked copy"


@pytest.mark.parametrize(
    ("name", "lies_as"),
    [
        ("../../etc/passwd", "附件/1 passwd"),
        ("C:\\Windows\\con.txt", "附件/1 _con.txt"),
        ("照片 第1张.jpg", "附件/1 照片 第1张.jpg"),
        ("a\u202egpj.exe", "附件/1 agpj.exe"),
        ("", "附件/1 file"),
    ],
)
def test_no_name_leads_out_of_the_folder(name: str, lies_as: str) -> None:
    with packed(pack_of(annexed("1", name, b"x")), at=AT) as out, ZipFile(out) as archive:
        assert lies_as in archive.namelist()


def test_the_same_name_twice_is_two_files() -> None:
    files = (annexed("1", "照片.jpg", b"one"), annexed("2", "照片.jpg", b"two"), annexed("1.1", "照片.jpg", b"three"))
    with packed(pack_of(*files), at=AT) as out, ZipFile(out) as archive:
        found = [archive.read(f"附件/{number} 照片.jpg") for number in ("1", "2", "1.1")]
        assert found == [b"one", b"two", b"three"]
        assert len(set(archive.namelist())) == len(archive.namelist())


def test_what_a_spreadsheet_would_run_is_text() -> None:
    one = replace(annexed("1", "x.jpg", b"x"), who="=cmd()")
    with packed(pack_of(one), at=AT) as out, ZipFile(out) as archive:
        assert rows_of(archive)[-1][-1] == "'=cmd()"


def test_a_file_that_was_lost_is_said_and_stops_nothing() -> None:
    gone = annexed("1", "证据.png", b"gone")
    storages["files"].delete(path_of(gone.sha256))
    with packed(pack_of(gone, annexed("2", "b.png", b"there")), at=AT) as out, ZipFile(out) as archive:
        rows = rows_of(archive)
        assert rows[-2] == ["1", "（已不在库中）", "4", "", "2026-11-30 08:00", "刘*"]
        assert archive.read("附件/2 b.png") == b"there"
        assert "证据" not in archive.read("SHA256SUMS.txt").decode()


def test_a_large_film_is_never_held_in_memory() -> None:
    film = annexed("1", "film.png", bytes(24 * 1024 * 1024))
    small = pack_of(film)
    tracemalloc.start()
    with packed(small, at=AT) as out:
        store_streamed(out, content_type="application/zip", family="archive")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12 * 1024 * 1024


def test_the_list_of_files_travels_with_what_waits() -> None:
    document = pack_of(annexed("1", "a.png", b"a"))
    assert unpacked(as_json(document)) == document
    old = as_json(document).replace('"files": [{"number"', '"then": [{"number"')
    assert unpacked(old).files == (), "what waited from before there were packs"
