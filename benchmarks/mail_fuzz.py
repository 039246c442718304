"""`python -m benchmarks.mail_fuzz FOLDER --minutes 10`: mails of a folder, damaged at random, read for some minutes.

Reported: how many, how many refused, exceptions (each kept as a file with --keep), the slowest mail (processor time), the most memory that
one mail took (measured on every 25th: measuring costs time), and what would not go into a database.
"""

import argparse
import random
import time
import tracemalloc
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from huisheng.kit.mail import Letter, Unreadable, parse_mail

PIECES = (
    b"=?gb2312?B?",
    b"=?utf-8?Q?",
    b"?=",
    b"\n\n",
    b"\r",
    b"\x00",
    b"\xed\xa0\x80",
    b"=ED=A0=80",
    b"&#xd800;",
    b"<",
    b">",
    b'"',
    b"(",
    b"<!--",
    b"<blockquote>",
    b"\n> ",
    b"\n-- \n",
    b"\xb0\xa1\xb0",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Type: application/ms-tnef\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"filename*0*=gb18030''%CD;",
    b"charset=utf-16;",
    b"charset=utf-7;",
    "\n发件人: a@b.example\n主题: x\n".encode(),
    "在 2024-03-05 10:02，客服 写道：\n".encode(),
)
LARGEST_SEED = 300_000  # bytes; larger ones are cut, so that many are tried
MEASURED = 25
SLOW = 1_000  # ms


@dataclass
class Report:
    read: int = 0
    refused: int = 0
    exceptions: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str, int] = (0.0, "", 0)
    fattest: tuple[int, str, int] = (0, "", 0)


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.mail_fuzz", description=__doc__)
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--minutes", type=float, default=10)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--keep", type=Path, help="folder for mails that broke it or were slow")
    options = wanted.parse_args()
    chance = random.Random(options.seed)
    seeds = [(path.name, path.read_bytes()[:LARGEST_SEED]) for path in mails(options.folder)]
    report, end, count = Report(), time.monotonic() + options.minutes * 60, 0
    while time.monotonic() < end:
        name, seed = chance.choice(seeds)
        raw = damage(seed, seeds, chance)
        try_one(raw, name, report, measured=count % MEASURED == 0, keep=options.keep)
        count += 1
    show(report, count, Console(highlight=False))


def mails(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("**/*")) if path.suffix in (".eml", ".txt", ".tnef", ".html")]


def damage(raw: bytes, seeds: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    """One to twelve changes: bytes replaced, pieces put in, taken out, doubled, swapped with those of another mail."""
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(raw))
        until = min(len(raw), at + chance.choice((1, 4, 30, 200, 3_000)))
        kind = chance.randint(0, 6)
        if kind == 0:
            new = chance.randbytes(until - at)
        elif kind == 1:
            new = chance.choice(PIECES)
        elif kind == 2:
            new = b""
        elif kind == 3:
            new = raw[at:until] * chance.choice((2, 3, 50))
        elif kind == 4:
            other = chance.choice(seeds)[1]
            start = chance.randint(0, len(other))
            new = other[start : start + until - at]
        elif kind == 5:
            new = chance.choice(PIECES) * chance.choice((2, 20, 500))
        else:
            new = bytes((byte ^ 1 << chance.randint(0, 7)) & 255 for byte in raw[at : min(until, at + 8)])
        raw = raw[:at] + new + raw[until:]
    return raw[: LARGEST_SEED * 2]


def try_one(raw: bytes, name: str, report: Report, *, measured: bool, keep: Path | None) -> None:
    if measured:
        tracemalloc.start()
    began = time.process_time()
    try:
        check(parse_mail(raw))
        report.read += 1
    except Unreadable:
        report.refused += 1
    except Exception as error:
        report.exceptions[f"{type(error).__name__}: {error}"[:200]] += 1
        keep_mail(raw, keep, f"broke-{type(error).__name__}-{name}")
    took = (time.process_time() - began) * 1000
    if measured:
        report.fattest = max(report.fattest, (tracemalloc.get_traced_memory()[1], name, len(raw)))
        tracemalloc.stop()
    else:
        report.slowest = max(report.slowest, (took, name, len(raw)))
        if took > SLOW:
            keep_mail(raw, keep, f"slow-{took:.0f}-{name}")


def check(letter: Letter) -> None:
    """What PostgreSQL and JSON refuse must not come out."""
    texts = [letter.subject, letter.text, letter.reply_text, letter.quoted, letter.html, letter.message_id]
    texts += [letter.in_reply_to, *letter.references, letter.list_id, letter.auto_submitted, letter.precedence]
    texts += [said for part in letter.attachments for said in (part.filename, part.content_type, part.content_id)]
    people = (letter.sender, *letter.reply_to, *letter.to, *letter.cc)
    texts += [said for person in people for said in (person.name, person.address)]
    if letter.bounce:
        texts += [letter.bounce.recipient, letter.bounce.original_message_id, letter.bounce.status]
    for said in texts:
        said.encode()
        if "\x00" in said:
            raise AssertionError("NUL came out")
    if any(not part.filename for part in letter.attachments):
        raise AssertionError("a file without a name came out")


def keep_mail(raw: bytes, keep: Path | None, name: str) -> None:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / name).write_bytes(raw)


def show(report: Report, count: int, console: Console) -> None:
    console.print(f"mails: {count:,}, read {report.read:,}, refused {report.refused:,}")
    console.print(f"exceptions: {sum(report.exceptions.values())}")
    for error, times in report.exceptions.most_common(20):
        console.print(f"   {times} × {error}", markup=False)
    took, name, size = report.slowest
    console.print(f"slowest: {took:.0f} ms of processor time, {size:,} bytes, made of {name}", markup=False)
    peak, name, size = report.fattest
    console.print(f"most memory: {peak / 1024 / 1024:.1f} MB, {size:,} bytes, made of {name}", markup=False)


if __name__ == "__main__":
    main()
