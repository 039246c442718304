"""`huisheng mail parse`: what Huisheng reads in a mail file. No database, no settings, no network."""

import json
from collections.abc import Callable, Sequence

import click

from huisheng.kit.mail import Unreadable, bounds, parse_mail
from huisheng.kit.mail.plain import as_data

NO_MAIL = "{name}：这不是一封能读的邮件。 · This is not a readable email."


def print_letters(names: Sequence[str], echo: Callable[[str], object], complain: Callable[[str], object]) -> bool:
    """One file: its JSON, indented. Several: one line of JSON each, with the key "file" in front. True when all could
    be read.
    """
    readable = True
    several = len(names) > 1
    for name in names:
        try:
            with click.open_file(name, "rb") as file:
                data = as_data(parse_mail(file.read(bounds.RAW + 1)))
        except Unreadable:
            complain(NO_MAIL.format(name=name))
            readable = False
            continue
        echo(json.dumps({"file": name, **data} if several else data, ensure_ascii=False, indent=None if several else 2))
    return readable
