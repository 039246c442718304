"""Add, change and switch off people; who sits at the desk now."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import Membership, Presence, Role, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import record_change
from huisheng.core.base.news import push
from huisheng.core.base.queue import enqueue
from huisheng.kit.party import Party

from .skills import HAND_OUT_TASK

LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
LENGTH = 14
Leads = bool | Sequence[str]  # of all teams, or of those with these codes


@transaction.atomic
def add_staff(
    username: str,
    *,
    name: str,
    role: str,
    teams: Sequence[str] = (),
    leads: Leads = False,
    email: str = "",
    password: str | None = None,
    password_hash: str = "",
    senior: bool = False,
    capacity: int = 12,
    rostered: bool = False,
    by: Party,
) -> tuple[Staff, str]:
    """Add a colleague; returns the person and the password (made up unless given): show it once.

    `role` and `teams` are codes; `capacity` is units of work at once; who is `rostered` is on duty inside shifts only; `password_hash` spares hashing a password that
    many share, as in the demo. Raises AccountRefused for a taken or odd login
    name, an unknown role or team, a bad email, a weak password.
    """
    username = username.strip()
    staff = Staff(username=username, name=name.strip(), role=_role(role), email=email.strip())
    staff.senior, staff.rostered = senior, rostered
    staff.capacity = staff.capacity_most = capacity
    _refuse_username(staff)
    _refuse_person(staff)
    chosen = password if password is not None else new_password()
    _refuse_password(chosen, staff, given=password is not None)
    if password_hash:
        staff.password = password_hash
    else:
        staff.set_password(chosen)
    staff.save()
    _seat(staff, teams, leads)
    record_change(f"accounts.Staff:{staff.pk}", before=None, after=facts_of(staff), by=by)
    return staff, chosen


@transaction.atomic
def change_staff(
    staff: Staff,
    *,
    by: Party,
    name: str | None = None,
    email: str | None = None,
    role: str | None = None,
    teams: Sequence[str] | None = None,
    leads: Leads | None = None,
    senior: bool | None = None,
    capacity: int | None = None,
    rostered: bool | None = None,
) -> Staff:
    """Change what is given, leave the rest. `leads` counts together with `teams` and needs them.

    Raises AccountRefused like `add_staff`, and where nobody who may change settings would be left.
    """
    staff.refresh_from_db(from_queryset=Staff.objects.select_for_update())
    before = facts_of(staff)
    given = {"name": name, "email": email, "senior": senior, "rostered": rostered}
    for field, value in given.items():
        if value is not None:
            setattr(staff, field, value.strip() if isinstance(value, str) else value)
    if capacity is not None and capacity != staff.capacity_most:
        staff.capacity = staff.capacity_most = capacity
    if role is not None:
        staff.role = _role(role)
        _refuse_last_admin(staff, stays=staff.role.allows(Right.SETTINGS))
    _refuse_person(staff)
    staff.save(update_fields=["name", "email", "senior", "capacity", "capacity_most", "rostered", "role"])
    if teams is not None:
        _seat(staff, teams, leads or False)
    _audit(staff, before, by)
    if staff.capacity > before["capacity"]:
        enqueue(HAND_OUT_TASK, staff_id=staff.pk)
    return staff


@transaction.atomic
def deactivate_staff(staff: Staff, *, by: Party) -> None:
    """Switch a login off. Tickets and history keep the name. Refused for oneself and for the last who may set up."""
    if by.kind == "staff" and by.id == staff.pk:
        raise AccountRefused(_("You cannot switch off your own login. Ask another admin."))
    _refuse_last_admin(staff, stays=False)
    before = facts_of(staff)
    staff.is_active, staff.presence = False, Presence.OFFLINE
    staff.save(update_fields=["is_active", "presence"])
    _audit(staff, before, by)


@transaction.atomic
def reactivate_staff(staff: Staff, *, by: Party) -> None:
    """Let somebody in again who had left."""
    before = facts_of(staff)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _audit(staff, before, by)


@transaction.atomic
def reset_password(staff: Staff, *, by: Party) -> str:
    """Give a new password; returns it, show it once. Open sessions of the person end."""
    chosen = new_password()
    staff.set_password(chosen)
    staff.save(update_fields=["password"])
    record_change(f"accounts.Staff:{staff.pk}.password", before="***", after="***", by=by)
    return chosen


@transaction.atomic
@transaction.atomic
def set_own_capacity(staff: Staff, capacity: int) -> Staff:
    """Somebody takes less for a while, or again as much as the house allows. Refused above that. Audited."""
    staff.refresh_from_db(from_queryset=Staff.objects.select_for_update())
    if not 0 <= capacity <= staff.capacity_most:
        raise AccountRefused(
            _("Between 0 and %(most)s units; your supervisor can allow more.") % {"most": staff.capacity_most}
        )
    before = facts_of(staff)
    staff.capacity = capacity
    staff.save(update_fields=["capacity"])
    _audit(staff, before, staff.party)
    push(*_topics_of(staff), kind="presence", ident=staff.pk)
    if capacity > before["capacity"]:
        enqueue(HAND_OUT_TASK, staff_id=staff.pk)
    return staff


def set_presence(staff: Staff, presence: str, *, by: Party, reason: str = "") -> Staff:
    """Somebody sits down, steps away (why: `reason`) or leaves. Screens of the own teams are told. Refused for an
    unknown word."""
    if presence not in Presence.values:
        raise AccountRefused(_("Presence is online, away or offline."))
    reason = reason[:30] if presence == Presence.AWAY else ""
    if (staff.presence, staff.presence_reason) == (presence, reason):
        return staff
    staff.presence, staff.presence_since, staff.presence_reason = presence, timezone.now(), reason
    staff.save(update_fields=["presence", "presence_since", "presence_reason"])
    push(*_topics_of(staff), kind="presence", ident=staff.pk)
    return staff


def _topics_of(staff: Staff) -> list[str]:
    return [f"staff:{staff.pk}", *(f"team:{pk}" for pk in staff.memberships.values_list("team_id", flat=True))]


def facts_of(staff: Staff) -> dict[str, Any]:
    """What the audit keeps about a person."""
    seats = staff.memberships.select_related("team").order_by("team__code")
    return {
        "username": staff.username,
        "name": staff.name,
        "email": staff.email,
        "role": staff.role.code,
        "teams": [seat.team.code for seat in seats],
        "leads": [seat.team.code for seat in seats if seat.leads],
        "senior": staff.senior,
        "capacity": staff.capacity,
        "rostered": staff.rostered,
        "active": staff.is_active,
    }


def new_password() -> str:
    """A password nobody chose: long, from letters and digits that are not mistaken for each other."""
    return "".join(secrets.choice(LETTERS) for _each in range(LENGTH))


def _role(code: str) -> Role:
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise AccountRefused(_("There is no role “%(role)s”."), role=code)
    return role


def _refuse_username(staff: Staff) -> None:
    try:
        Staff._meta.get_field("username").run_validators(staff.username)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), username=staff.username) from error
    if not staff.username:
        raise AccountRefused(_("Please give a login name."), username="")
    if Staff.objects.filter(username__iexact=staff.username).exists():
        raise AccountRefused(_("The login name “%(username)s” is taken."), username=staff.username)


def _refuse_person(staff: Staff) -> None:
    if not staff.name:
        raise AccountRefused(_("Please give a name."), name="")
    if not 0 <= staff.capacity <= 500:
        raise AccountRefused(_("Between 0 and 500 units of work at once."), capacity=staff.capacity)
    if staff.email:
        _refuse_email(staff)


def _refuse_email(staff: Staff) -> None:
    try:
        validate_email(staff.email)
    except ValidationError as error:
        raise AccountRefused(_("“%(email)s” is not an email address."), email=staff.email) from error
    if Staff.objects.filter(email__iexact=staff.email).exclude(pk=staff.pk).exists():
        raise AccountRefused(_("The email address “%(email)s” belongs to somebody else here."), email=staff.email)


def _refuse_password(password: str, staff: Staff, *, given: bool) -> None:
    if not given:
        return
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages), password="") from error


def _refuse_last_admin(staff: Staff, *, stays: bool) -> None:
    if stays:
        return
    with connection.cursor() as cursor:  # two admins who switch each other off wait for each other here
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.last_admin'))")
    others = Staff.objects.filter(is_active=True, role__rights__contains=[str(Right.SETTINGS)]).exclude(pk=staff.pk)
    if not others.exists():
        raise AccountRefused(_("Somebody must be left who may change settings."))


def _seat(staff: Staff, teams: Iterable[str], leads: Leads) -> None:
    codes = list(dict.fromkeys(teams))
    known = {team.code: team for team in Team.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in known]:
        raise AccountRefused(_("There is no team “%(team)s”."), team=missing[0])
    led = set(codes) if leads is True else set(leads or ())
    staff.memberships.exclude(team__code__in=codes).delete()
    for code in codes:
        Membership.objects.update_or_create(staff=staff, team=known[code], defaults={"leads": code in led})


def _audit(staff: Staff, before: dict[str, Any], by: Party) -> None:
    after = facts_of(staff)
    changed = {key for key in after if before[key] != after[key]}
    if changed:
        old, new = ({key: facts[key] for key in facts if key in changed} for facts in (before, after))
        record_change(f"accounts.Staff:{staff.pk}", before=old, after=new, by=by)
