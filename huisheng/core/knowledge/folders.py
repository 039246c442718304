"""The folders of the shipped reply templates, in the order of a talk. A house may name its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLDERS: dict[str, str | Promise] = {
    "hear": _("Hearing"),
    "soothe": _("Soothing"),
    "focus": _("Getting to the point"),
    "solve": _("Solutions"),
    "choose": _("Giving a choice"),
    "progress": _("Progress"),
    "ask": _("Asking back"),
    "close": _("Closing"),
    "consult": _("Questions answered"),
    "thank": _("Thanks"),
}
"""Code of a shipped folder: its name in the reader's language."""


def folder_label(folder: str) -> str:
    """What people read; a folder of the house's own is called as it is written."""
    return str(FOLDERS.get(folder, folder))


def folder_rank(folder: str) -> tuple[int, str]:
    """Shipped folders in the order of a talk, then the house's own by name."""
    known = list(FOLDERS)
    return (known.index(folder), "") if folder in FOLDERS else (len(known), folder)
