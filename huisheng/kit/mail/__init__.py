"""Mails, read: `parse_mail(raw)` makes a Letter of any bytes, in bounded time and memory.

Comes in: the raw bytes of a mail, however broken. Here: headers, bodies, quotes, automatic answers, bounces, winmail.dat.
Left behind: a `Letter`, or `Unreadable`. No database, no settings, no network.
"""

from huisheng.kit.mail.letter import Address, Bounce, Letter, Part, Reason, Unreadable
from huisheng.kit.mail.parse import parse_mail

__all__ = ["Address", "Bounce", "Letter", "Part", "Reason", "Unreadable", "parse_mail"]
