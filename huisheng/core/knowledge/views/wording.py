"""Settings screens for the wording that the house avoids, with a place to try a sentence."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.actions import phrase_facts, save_phrase
from huisheng.core.knowledge.forms import PhraseForm
from huisheng.core.knowledge.models import Phrase
from huisheng.core.knowledge.wording import hints_in

gated = right_required(Right.SETTINGS)
KINDS = list(Phrase.Kind)


@gated
def phrases(request: StaffRequest) -> HttpResponse:
    """All rules by kind."""
    rows = sorted(Phrase.objects.all(), key=lambda one: (KINDS.index(Phrase.Kind(one.kind)), one.rank, one.pk))
    kinds = [(Phrase.Kind(kind).label, list(each)) for kind, each in groupby(rows, key=lambda one: one.kind)]
    return render(request, "knowledge/phrases.html", {"kinds": kinds})


@gated
def new_phrase(request: StaffRequest) -> HttpResponse:
    form = PhraseForm(request.POST or None, initial={"language": "zh", "severity": "hint", "active": True})
    if form.is_valid() and form.done(save_phrase, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:phrases")
    words = {"title": _("Add wording to avoid"), "submit": _("Add the rule")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:phrases"), **words})


@gated
def phrase(request: StaffRequest, phrase_id: int) -> HttpResponse:
    one = get_object_or_404(Phrase, pk=phrase_id)
    repeats = one.kind == Phrase.Kind.REPEATED
    form = PhraseForm(request.POST or None, initial=phrase_facts(one), repeats=repeats)
    kept = {"kind": one.kind} if repeats else {}
    if form.is_valid() and form.done(save_phrase, one, **form.cleaned_data | kept, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.shown})
        return redirect("settings:phrases")
    words = {"title": one.shown, "submit": _("Save the rule")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:phrases"), **words})


@require_POST
@gated
def trial(request: StaffRequest) -> HttpResponse:
    """What the rules find in a sentence; writes nothing."""
    text = request.POST.get("text", "").strip()
    return render(request, "knowledge/_phrase_trial.html", {"text": text, "hints": hints_in(text)})
