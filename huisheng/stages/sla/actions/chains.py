"""Write the house's escalation chains. What rings already was told whom to tell: clocks under way keep their levels."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.sla.checks import LevelDraft, faults_of_levels
from huisheng.stages.sla.models import Commitment, EscalationChain, EscalationLevel


class ChainRefused(Refused):
    """A chain that cannot be written or deleted like this. `fields` names what is at fault."""

    code = "chain_refused"


@transaction.atomic
def save_chain(
    code: str, *, name: str, name_en: str = "", levels: Sequence[LevelDraft], enabled: bool = True, by: Party
) -> EscalationChain:
    """Write a chain: its levels are numbered from 1 in order of their minutes. Raises ChainRefused."""
    if not name.strip():
        raise ChainRefused(_("Please give a name."), name="")
    if not levels:
        raise ChainRefused(_("A chain has at least one level."), levels="")
    if faults := faults_of_levels(levels):
        raise ChainRefused(" ".join(faults), levels=faults[0])
    chain = EscalationChain.objects.select_for_update().filter(code=code).first()
    before = chain_facts(chain) if chain else None
    chain = chain or EscalationChain(code=code, rank=EscalationChain.objects.count() * 10)
    chain.name, chain.name_en, chain.enabled = name.strip(), name_en.strip(), enabled
    chain.save()
    _write_levels(chain, levels)
    _audit(chain.code, before=before, after=chain_facts(chain), by=by)
    return chain


@transaction.atomic
def switch_chain(chain: EscalationChain, *, enabled: bool, by: Party) -> EscalationChain:
    """Let new promises climb this chain, or not. Promises under way keep the levels they were given."""
    chain = EscalationChain.objects.select_for_update().get(pk=chain.pk)
    if chain.enabled != enabled:
        chain.enabled = enabled
        chain.save(update_fields=["enabled"])
        _audit(chain.code, before={"enabled": not enabled}, after={"enabled": enabled}, by=by)
    return chain


@transaction.atomic
def copy_chain(chain: EscalationChain, *, by: Party) -> EscalationChain:
    """The same levels under a name of their own, to be changed."""
    number = 2
    while EscalationChain.objects.filter(code=f"{chain.code[:44]}_{number}").exists():
        number += 1
    levels = [LevelDraft(row.minutes, row.tell, row.ways) for row in chain.levels.all()]
    names = {
        "name": f"{chain.name[:72]} ({number})",
        "name_en": f"{chain.name_en[:110]} ({number})" if chain.name_en else "",
    }
    return save_chain(f"{chain.code[:44]}_{number}", levels=levels, enabled=chain.enabled, by=by, **names)


@transaction.atomic
def delete_chain(chain: EscalationChain, *, by: Party) -> None:
    """Delete a chain nothing points to. Raises ChainRefused where a promise uses it, now or in an earlier version."""
    chain = EscalationChain.objects.select_for_update().get(pk=chain.pk)
    used = list(Commitment.objects.filter(chain=chain).select_related("policy").order_by("policy__rank", "id"))
    living = list(dict.fromkeys(row.policy.label for row in used if row.policy.retired_at is None))
    if living:
        raise ChainRefused(_("It is used by: %(names)s. Choose another chain there first."), names=_listed(living))
    if used:
        names = list(dict.fromkeys(row.policy.label for row in used))
        raise ChainRefused(
            _("Earlier versions used it and stay on record: %(names)s. Switch it off instead."), names=_listed(names)
        )
    before = chain_facts(chain)
    chain.levels.all().delete()
    chain.delete()
    _audit(chain.code, before=before, after=None, by=by)


def chain_facts(chain: EscalationChain) -> dict[str, Any]:
    """What the audit keeps about a chain."""
    levels = [{"minutes": row.minutes, "tell": row.tell, "ways": row.ways} for row in chain.levels.all()]
    return {"name": chain.name, "name_en": chain.name_en, "enabled": chain.enabled, "levels": levels}


def _write_levels(chain: EscalationChain, levels: Sequence[LevelDraft]) -> None:
    chain.levels.all().delete()
    EscalationLevel.objects.bulk_create(
        EscalationLevel(chain=chain, level=number, minutes=one.minutes, tell=list(one.tell), ways=list(one.ways))
        for number, one in enumerate(sorted(levels, key=lambda one: one.minutes), start=1)
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _audit(code: str, *, before: Any, after: Any, by: Party) -> None:
    record_change(f"sla.EscalationChain:{code}", before=before, after=after, by=by)
