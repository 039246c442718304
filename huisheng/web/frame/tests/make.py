"""People at the frame's doors."""

from typing import Any

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.accounts.rights import BUILT_IN


def make_role(code: str = "agent") -> Role:
    rights = {name: list(rights) for name, _label, _english, rights in BUILT_IN}[code]
    role, _new = Role.objects.get_or_create(
        code=code, defaults={"name": code, "name_en": code.title(), "rights": [str(right) for right in rights]}
    )
    return role


def make_staff(role: str = "agent", **changes: Any) -> Staff:
    fields: dict[str, Any] = {
        "username": "lin",
        "name": "林",
        "email": "lin@example.org",
        "role": make_role(role),
    } | changes
    return Staff.objects.create_user(password="correct horse battery", **fields)
