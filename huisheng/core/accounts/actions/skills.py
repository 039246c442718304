"""Skills: what the house asks for by name, and who has which, how well."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import Skill, Staff, StaffSkill
from huisheng.core.base.actions import record_change
from huisheng.core.base.queue import enqueue
from huisheng.kit.party import Party

HAND_OUT_TASK = "hand_out"  # fills a desk from the pools; the runner knows it


@transaction.atomic
def add_skill(code: str, *, name: str, name_en: str = "", by: Party) -> Skill:
    """A new skill. Raises AccountRefused for a taken or odd code and for a missing name."""
    code = code.strip()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise AccountRefused(_("A code has letters, digits, - and _ only."), code=code) from error
    if Skill.objects.filter(code=code).exists():
        raise AccountRefused(_("The code “%(code)s” is taken."), code=code)
    rank = Skill.objects.count()
    skill = Skill.objects.create(code=code, name=_named(name), name_en=name_en.strip(), rank=rank)
    record_change(f"accounts.Skill:{skill.pk}", before=None, after=_facts(skill), by=by)
    return skill


@transaction.atomic
def change_skill(
    skill: Skill, *, by: Party, name: str | None = None, name_en: str | None = None, active: bool | None = None
) -> Skill:
    """Rename it, or switch it off: rules no longer ask for it, people keep it."""
    before = _facts(skill)
    skill.name = skill.name if name is None else _named(name)
    skill.name_en = skill.name_en if name_en is None else name_en.strip()
    skill.active = skill.active if active is None else active
    skill.save(update_fields=["name", "name_en", "active"])
    if (after := _facts(skill)) != before:
        record_change(f"accounts.Skill:{skill.pk}", before=before, after=after, by=by)
    return skill


@transaction.atomic
def set_skills(staff: Staff, levels: Mapping[str, int], *, by: Party) -> None:
    """What somebody can do: code → level 1 to 3; what is not named, or 0, is taken off.

    Whoever learned something is handed what waits for it. Raises AccountRefused for an unknown skill or level.
    """
    wanted = {code: level for code, level in levels.items() if level}
    known = {skill.code: skill for skill in Skill.objects.filter(code__in=wanted)}
    if missing := [code for code in wanted if code not in known]:
        raise AccountRefused(_("There is no skill “%(skill)s”."), skill=missing[0])
    if any(level not in StaffSkill.Level.values for level in wanted.values()):
        raise AccountRefused(_("A skill has the level 1, 2 or 3."))
    before = skills_of(staff)
    if before == wanted:
        return
    staff.skills.exclude(skill__code__in=wanted).delete()
    for code, level in wanted.items():
        StaffSkill.objects.update_or_create(staff=staff, skill=known[code], defaults={"level": level})
    record_change(f"accounts.Staff:{staff.pk}.skills", before=before, after=wanted, by=by)
    if any(level > before.get(code, 0) for code, level in wanted.items()):
        enqueue(HAND_OUT_TASK, staff_id=staff.pk)


def skills_of(staff: Staff) -> dict[str, int]:
    """Code → level. One query."""
    return dict(staff.skills.values_list("skill__code", "level"))


def _named(name: str) -> str:
    if not name.strip():
        raise AccountRefused(_("Please give a name."), name="")
    return name.strip()


def _facts(skill: Skill) -> dict[str, Any]:
    return {"code": skill.code, "name": skill.name, "name_en": skill.name_en, "active": skill.active}
