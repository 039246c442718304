"""Settings: who hears of a broken promise, level by level."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.sla.actions import copy_chain, delete_chain, save_chain, switch_chain
from huisheng.stages.sla.audience import audience_choices
from huisheng.stages.sla.chain_screens import chain_rows
from huisheng.stages.sla.forms.chains import ChainForm, LevelForm, LevelFormSet, level_initial
from huisheng.stages.sla.models import EscalationChain

gated = right_required(Right.SETTINGS)


@require_GET
@gated
def chains(request: StaffRequest) -> HttpResponse:
    return render(request, "sla/chains.html", {"rows": chain_rows()})


@gated
def new_chain(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@gated
def chain(request: StaffRequest, chain: str) -> HttpResponse:
    return _edit(request, _known(chain))


@require_POST
@gated
def chain_state(request: StaffRequest, chain: str) -> HttpResponse:
    """POST enabled=1|0."""
    changed = switch_chain(_known(chain), enabled=request.POST.get("enabled") == "1", by=request.user.party)
    said = _("On: %(name)s") if changed.enabled else _("Off: %(name)s")
    messages.success(request, said % {"name": changed.label})
    return redirect("settings:chains")


@require_POST
@gated
def chain_copy(request: StaffRequest, chain: str) -> HttpResponse:
    """A copy to be changed, opened at once."""
    return redirect("settings:chain", copy_chain(_known(chain), by=request.user.party).code)


@require_POST
@gated
def chain_removal(request: StaffRequest, chain: str) -> HttpResponse:
    """A refusal, with where it is used, is shown by the frame."""
    gone = _known(chain)
    delete_chain(gone, by=request.user.party)
    messages.success(request, _("Deleted: %(name)s") % {"name": gone.label})
    return redirect("settings:chains")


def _edit(request: StaffRequest, known: EscalationChain | None) -> HttpResponse:
    form, levels = _forms(request, known)
    if request.method == "POST" and form.is_valid() and levels.is_valid():
        saved = form.carry_out(
            save_chain,
            known.code if known else form.cleaned_data["code"],
            levels=[level.draft() for level in _filled_in(levels)],
            by=request.user.party,
            **form.answers(),
        )
        if saved:
            messages.success(request, _("Saved: %(name)s") % {"name": saved.label})
            return redirect("settings:chains")
    return render(request, "sla/chain.html", {"form": form, "levels": levels, "chain": known})


def _forms(request: StaffRequest, known: EscalationChain | None) -> tuple[ChainForm, Any]:
    given = request.POST if request.method == "POST" else None
    initial = {"name": known.name, "name_en": known.name_en, "enabled": known.enabled} if known else None
    rows = level_initial(known) if known else []
    levels = LevelFormSet(given, initial=rows, prefix="level", form_kwargs={"people": audience_choices()})
    return ChainForm(given, initial=initial, new=known is None), levels


def _filled_in(levels: Any) -> list[LevelForm]:
    kept = [level for level in levels if level not in levels.deleted_forms]
    return [level for level in kept if level.has_changed() or level in levels.initial_forms]


def _known(code: str) -> EscalationChain:
    found = EscalationChain.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found
