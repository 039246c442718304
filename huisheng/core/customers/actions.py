"""Recognise customers; note conflicts; keep consents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked
from huisheng.core.base.rows import store
from huisheng.core.base.vault import vault
from huisheng.core.customers.models import Consent, Customer, Identity, IdentityConflict, IdentityKind, Tier
from huisheng.kit.contact import normalise_email, normalise_phone, phone_tail
from huisheng.kit.mask import mask_email, mask_phone
from huisheng.kit.party import Party
from huisheng.kit.pinyin import spelled


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who it is, by which identities, and whether they pointed to more than one customer."""

    customer: Customer
    identities: tuple[Identity, ...]
    is_new: bool
    conflict: IdentityConflict | None = None


@transaction.atomic(savepoint=False)
def recognise_customer(
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    external_id: str = "",
    language: str = "",
    verified: bool = False,
) -> Recognised:
    """Find the customer behind these identities, or make a new one; unknown identities are added to the one found.

    Identities of two different customers make a conflict for an agent: the first one (external, phone, email) is
    taken and nothing is merged. `verified` says that a colleague or a system vouches for the identities, not a form.
    A name typed in a form never overwrites a known one.
    """
    given = _normalised(phone=phone, email=email, external_id=external_id)
    known = _known(given)
    if len(known) < len(given):  # the same person may be arriving by another door at this very moment
        _wait_for_twins(given)
        known = _known(given)
    first = next((known[key] for key in given if key in known), None)
    customer = first.customer if first else _new_customer(name, language)
    if first and name.strip() and not customer.name:
        customer.name, customer.spelled = _name(name)
        customer.save(update_fields=["name", "spelled"])
    identities, conflict = [], None
    for key in given:
        identity = known.get(key) or _add_identity(customer, kind=key[0], value=key[1], verified=verified)
        identities.append(identity)
        if identity.customer_id != customer.pk:
            conflict = _note_conflict(customer, identity)
        elif verified and not identity.verified:
            identity.verified = True
            identity.save(update_fields=["verified"])
    return Recognised(customer, tuple(identities), is_new=first is None, conflict=conflict)


def give_consent(customer: Customer, *, purposes: Iterable[str], text_version: str, channel: str, by: Party) -> None:
    """Write down what the customer agreed to, under which text."""
    store(
        *(
            Consent(
                customer=customer,
                purpose=purpose,
                text_version=text_version,
                channel=channel,
                by_kind=by.kind,
                by_id=by.id,
            )
            for purpose in purposes
        )
    )


@transaction.atomic
def settle_conflict(conflict: IdentityConflict) -> None:
    """An agent says: two customers, nothing to merge."""
    conflict.resolved_at, conflict.resolution = timezone.now(), "separate"
    conflict.save(update_fields=["resolved_at", "resolution"])


@transaction.atomic
def set_tier(customer: Customer, *, tier: Tier | None) -> Customer:
    """New, regular or core customer: rules and promises read it."""
    customer.tier = tier
    customer.save(update_fields=["tier"])
    return customer


@transaction.atomic
def set_agent(customer: Customer, *, agent: Staff | None) -> Customer:
    """Who looks after this customer (专属客服, requirements S4); None = nobody in particular."""
    customer.agent = agent
    customer.save(update_fields=["agent"])
    return customer


@transaction.atomic
def learn_of(
    customer: Customer,
    *,
    yearly_spend: int | None = None,
    customer_since: date | None = None,
    timezone: str | None = None,
) -> Customer:
    """What a colleague or the shop's own system knows: yuan spent in a year, since when, in which time zone ("Asia/Tokyo").
    None = not said.
    """
    said = {"yearly_spend": yearly_spend, "customer_since": customer_since, "timezone": timezone}
    new = {name: value for name, value in said.items() if value is not None and value != getattr(customer, name)}
    for name, value in new.items():
        setattr(customer, name, value)
    if new:
        customer.save(update_fields=list(new))
    return customer


def _normalised(*, phone: str, email: str, external_id: str) -> list[tuple[str, str]]:
    pairs = [
        (IdentityKind.EXTERNAL, external_id.strip()),
        (IdentityKind.PHONE, normalise_phone(phone) or ""),
        (IdentityKind.EMAIL, normalise_email(email) or ""),
    ]
    return [(str(kind), value) for kind, value in pairs if value]


def _new_customer(name: str, language: str) -> Customer:
    shown, typed = _name(name)
    customer = Customer(name=shown, spelled=typed, language=language)
    store(customer)
    return customer


def _name(name: str) -> tuple[str, str]:
    """The name as it is kept, and as people type it on a Latin keyboard."""
    kept = name.strip()[:80]
    return kept, spelled(kept)


def _of_blinds(blinds: list[str]) -> QuerySet[Identity]:
    return Identity.objects.select_related("customer").filter(blind__any=blinds)


_KNOWN = Asked(_of_blinds, list)


def _known(given: list[tuple[str, str]]) -> dict[tuple[str, str], Identity]:
    blinds = {vault().blind(kind, value): (kind, value) for kind, value in given}
    rows = _KNOWN(list(blinds)) if blinds else []
    return {blinds[row.blind]: row for row in rows}


def _wait_for_twins(given: list[tuple[str, str]]) -> None:
    """Until commit, no other transaction makes these identities; one order of locks, so that none wait in a ring."""
    keys = sorted(int(vault().blind(kind, value)[:15], 16) for kind, value in given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _add_identity(customer: Customer, *, kind: str, value: str, verified: bool) -> Identity:
    """A plain insert: `_wait_for_twins` saw to it that nobody else makes this identity now."""
    is_phone = kind == IdentityKind.PHONE
    masked = mask_phone(value) if is_phone else mask_email(value) if kind == IdentityKind.EMAIL else value[:2] + "***"
    identity = Identity(
        customer=customer,
        kind=kind,
        blind=vault().blind(kind, value),
        sealed=vault().seal(value),
        tail=vault().blind("tail", phone_tail(value)) if is_phone else "",
        masked=masked,
        verified=verified,
    )
    store(identity)
    return identity


def _note_conflict(customer: Customer, identity: Identity) -> IdentityConflict | None:
    """Ask an agent, unless one has said already that these are two people."""
    pair = IdentityConflict.objects.filter(customer=customer, other=identity.customer)
    if pair.filter(identity=identity, resolution="separate").exists():
        return None
    conflict, _new = pair.get_or_create(
        customer=customer, other=identity.customer, resolved_at=None, defaults={"identity": identity}
    )
    return conflict
