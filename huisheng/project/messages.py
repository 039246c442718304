"""Keep the Chinese catalogue complete: `python -m huisheng.project.messages extract|fill|compile|check`.

English is the msgid itself, so there is one catalogue only. Babel reads Python and Jinja2, Django's own
`templatize` reads the allauth screens. Lines carry no file positions and are sorted, so that diffs stay small.
"""

import argparse
import fcntl
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CONTEXT_SEPARATOR = "\x04"
HEADER_NOISE: tuple[str, ...] = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
)
HEADER_NOISE += ("Report-Msgid-Bugs-To", "Project-Id-Version")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    "silent": "false",
    "trimmed": "true",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|\{(\w*)[^{}]*\}|%([sd])")


# -- Reading the texts from the code ----------------------------------------------------------------------------


def sources(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """Yield (method, path) of every file of the package that may hold text people read; tests are left out."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if {"tests", "migrations", "static", "locale"} & set(parts) or not path.is_file():
            continue
        if path.suffix == ".py":
            yield "python", path
        elif path.suffix in {".html", ".txt", ".xml", ".j2"} and "templates_django" in parts:
            yield "django", path
        elif path.suffix in {".html", ".txt", ".xml", ".j2"} and "templates" in parts:
            yield "jinja2", path


def messages_of(method: str, text: bytes) -> Iterator[tuple[object, list[str], str | None]]:
    """Yield (msgid or plural pair, translator comments, context) found in one file."""
    if method == "django":
        # templatize leaves every other word as XXX; without the indentation it is a row of Python tokens.
        lines = templatize(text.decode()).splitlines()
        method, text = "python", "\n".join(line.strip() for line in lines).encode()
    options = JINJA_OPTIONS if method == "jinja2" else {}
    found = extract(method, BytesIO(text), KEYWORDS, comment_tags=("Translators:",), options=options)
    for _line, message, comments, context in found:
        yield message, comments, context


def extracted(root: Path = ROOT, *, strict: bool = False) -> Catalog:
    """Every text of the package; a file that cannot be read is named and left out, or ends the run if `strict`."""
    catalog = Catalog(
        locale="zh_Hans",
        charset="utf-8",
        fuzzy=False,
        header_comment="# 回声 Huisheng: 简体中文.",
    )
    for method, path in sources(root):
        try:
            for message, comments, context in messages_of(method, path.read_bytes()):
                catalog.add(message, auto_comments=comments, context=context)  # type: ignore[arg-type]
        except Exception as error:
            said = f"{path.relative_to(root)}: {type(error).__name__}: {error}"
            if strict:
                raise SystemExit(said) from error
            print(f"left out {said}")
    return catalog


# -- Bringing old translations along ----------------------------------------------------------------------------


def key(message: Message) -> tuple[str | None, str]:
    singular = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return message.context, str(singular)


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(texts) and all(texts)


def set_text(message: Message, text: str) -> None:
    """Put one Chinese text; Chinese has one plural form."""
    message.string = (text,) if message.pluralizable else text
    message.flags.discard("fuzzy")


def text_of(message: Message) -> str:
    return message.string[0] if isinstance(message.string, (list, tuple)) else str(message.string)


def known(catalog: Catalog) -> dict[tuple[str | None, str], Message]:
    everything = [
        *catalog.obsolete.values(),
        *(message for message in catalog if message.id),
    ]
    return {key(message): message for message in everything if is_translated(message)}


def merged(old: Catalog, new: Catalog, *, prune: bool = False) -> Catalog:
    """Carry the translations of `old` into `new`; texts no longer in the code stay as obsolete unless pruned."""
    kept = known(old)
    for message in new:
        before = kept.pop(key(message), None) if message.id else None
        if before is not None:
            set_text(message, text_of(before))
            message.flags |= before.flags & {"fuzzy"}
    if not prune:
        for message in kept.values():
            new.obsolete[key(message)[1]] = message
    return new


def fill(catalog: Catalog, texts: dict[str, str], *, force: bool = False) -> list[str]:
    """Put translations {msgid or context+EOT+msgid: 中文}; return the msgids that the code does not use (yet)."""
    by_key = {key(message): message for message in catalog if message.id}
    unknown = []
    for name, text in texts.items():
        context, _, msgid = name.rpartition(CONTEXT_SEPARATOR)
        message = by_key.get((context or None, msgid))
        if message is None:
            unknown.append(name)
            catalog.obsolete[msgid] = Message(msgid, text, context=context or None)
        elif force or not is_translated(message):
            set_text(message, text)
    return unknown


# -- Files ------------------------------------------------------------------------------------------------------


@contextmanager
def only_one(path: Path = CATALOGUE) -> Iterator[None]:
    """Hold a lock on the catalogue's folder, so that several people may fill at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def load(path: Path = CATALOGUE) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_Hans", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", charset="utf-8")


def save(catalog: Catalog, path: Path = CATALOGUE) -> None:
    buffer = BytesIO()
    catalog.header_comment = "# 回声 Huisheng: 简体中文."
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in HEADER_NOISE)))
    replace(path, text.encode())


def compile_catalogue(catalog: Catalog, path: Path = CATALOGUE) -> None:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    replace(path.with_suffix(".mo"), buffer.getvalue())


def replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


# -- Judging ----------------------------------------------------------------------------------------------------


def placeholders(text: str) -> list[str]:
    """Named ones once each (a text may repeat them), bare `%s` as often as they stand there."""
    found = [match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))]
    return sorted({one for one in found if len(one) > 2}) + sorted(one for one in found if len(one) <= 2)


def problems(catalog: Catalog, wanted: Catalog) -> list[str]:
    """Say in one line each what keeps the Chinese catalogue from being complete and exact."""
    found = []
    have = {key(message): message for message in catalog if message.id}
    for message in wanted:
        if not message.id:
            continue
        mine, name = have.pop(key(message), None), repr(key(message)[1])
        if mine is None or not is_translated(mine):
            found.append(f"untranslated: {name}")
        elif mine.fuzzy:
            found.append(f"fuzzy: {name}")
        else:
            english = message.id[1] if isinstance(message.id, (list, tuple)) else message.id
            if placeholders(str(english)) != placeholders(text_of(mine)):
                found.append(f"placeholders differ: {name} -> {text_of(mine)!r}")
    found += [f"obsolete: {name!r}" for _context, name in have]
    found += [f"obsolete: {key(message)[1]!r}" for message in catalog.obsolete.values()]
    return found


# -- Commands ---------------------------------------------------------------------------------------------------


def run(arguments: argparse.Namespace) -> int:
    with only_one():
        if arguments.command == "compile":
            compile_catalogue(load())
            return 0
        if arguments.command == "check":
            return report(problems(load(), extracted(strict=True)))
        catalog = merged(load(), extracted(), prune=arguments.prune)
        if arguments.command == "fill":
            texts = json.loads(Path(arguments.file).read_text())
            for name in fill(catalog, texts, force=arguments.force):
                print(f"not in the code (kept as obsolete): {name!r}")
        save(catalog)
        compile_catalogue(catalog)
    missing = sum(1 for message in catalog if message.id and not is_translated(message))
    print(f"{len(catalog)} texts, {missing} untranslated, {len(catalog.obsolete)} obsolete")
    return 0


def report(found: list[str]) -> int:
    print("\n".join(found) or "Chinese catalogue complete")
    return 1 if found else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m huisheng.project.messages", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, meaning in (
        ("extract", "read the texts from the code into the catalogue"),
        ("fill", "extract, then put the translations of a JSON file {msgid: 中文}"),
        ("compile", "write the .mo file"),
        (
            "check",
            "fail if a text is untranslated, fuzzy, obsolete or has other placeholders",
        ),
    ):
        command = commands.add_parser(name, help=meaning)
        command.add_argument(
            "--prune",
            action="store_true",
            help="forget texts that the code no longer uses",
        )
        if name == "fill":
            command.add_argument("file")
            command.add_argument(
                "--force",
                action="store_true",
                help="also change texts already translated",
            )
    return run(parser.parse_args(argv))


if __name__ == "__main__":
    sys.exit(main())
