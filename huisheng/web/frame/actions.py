"""The one thing the frame writes: how a colleague wants to see the desk."""

from huisheng.core.accounts.models import Staff


def remember_look(staff: Staff, **look: str) -> None:
    """Keep `language` or `theme` on the colleague's own row. A taste, not a deed: it leaves no event."""
    if unknown := look.keys() - {"language", "theme"}:
        raise TypeError(f"not a matter of looks: {', '.join(unknown)}")
    Staff.objects.filter(pk=staff.pk).update(**look)
